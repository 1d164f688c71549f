using System.Net;

namespace Plimsoll.Cli.Administration;

/// <summary>The server refused a request to its API.</summary>
internal sealed class ApiException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}
