using System.Data.Common;
using Orleans.Messaging;
using Orleans.Runtime.Membership;
using Spawner.Clustering.Database;

namespace Spawner.Clustering;

/// <summary>Orleans' list of gateways, with failures that say what to do.</summary>
internal sealed class ExplainedGatewayList(AdoNetGatewayListProvider gateways, ClusteringDatabase database) : IGatewayListProvider
{
    private const string Purpose = "list the gateways of the cluster";

    public TimeSpan MaxStaleness => gateways.MaxStaleness;

    public bool IsUpdatable => gateways.IsUpdatable;

    public async Task InitializeGatewayListProvider()
    {
        // Orleans would name missing queries, not the silo that has not started yet.
        await SchemaInstaller.RequireAsync(database, Purpose);
        await gateways.InitializeGatewayListProvider();
    }

    public async Task<IList<Uri>> GetGateways()
    {
        try
        {
            return await gateways.GetGateways();
        }
        catch (DbException exception)
        {
            throw database.Explain(Purpose, exception);
        }
    }
}
