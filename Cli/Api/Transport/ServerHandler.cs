namespace Spawner.Cli.Api.Transport;

/// <summary>Sends each attempt to the server whose turn it is, bounds its wait, and leaves a server that fails it.</summary>
internal sealed class ServerHandler(ServerList servers, TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var server = servers.Current;
        request.RequestUri = new Uri(server, request.PathOf());
        using var limit = new CancellationTokenSource(request.AnswerWithin(), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            if (!request.IsStream())
            {
                // Here, where it can be asked for again if the connection breaks in the middle of it.
                await response.Content.LoadIntoBufferAsync(either.Token);
            }

            return response;
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            servers.MoveOnFrom(server);
            throw new HttpRequestException($"{server.Authority} did not answer within {request.AnswerWithin().TotalSeconds:N0} s", late);
        }
        catch (HttpRequestException)
        {
            servers.MoveOnFrom(server);
            throw;
        }
    }
}
