using System.Net.Sockets;

namespace Actors.Tests.Support;

/// <summary>
/// Makes a failed request of what .NET throws raw when a connection is reset between its being made and its first use (SocketException 107
/// from the pool's look at the remote end), so that who sends over links with faults has one exception to know.
/// </summary>
public sealed class FaultyLinkHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
        }
    }
}
