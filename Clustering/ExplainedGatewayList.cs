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

    // Orleans asks no more, and its interface still wants an answer.
    public bool IsUpdatable => true;

    public async Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken)
    {
        // Orleans would name missing queries, not the silo that has not started yet.
        await SchemaInstaller.RequireAsync(database, Purpose, cancellationToken);
        await gateways.InitializeGatewayListProviderAsync(cancellationToken);
    }

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await gateways.GetGatewaysAsync(cancellationToken);
        }
        catch (DbException exception)
        {
            throw database.Explain(Purpose, exception);
        }
    }

    public Task InitializeGatewayListProvider() => InitializeGatewayListProviderAsync(CancellationToken.None);

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);
}
