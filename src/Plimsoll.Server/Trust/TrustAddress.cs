using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Trust;

/// <summary>
/// The address that the services are known under. It is written into documents that are signed, so it is that of the settings or where the server listens, and never what a request says.
/// </summary>
internal sealed class TrustAddress(IServer server, ServerOptions options)
{
    /// <summary>The address, without a slash at its end.</summary>
    public Uri Current => new(options.PublicUrl ?? Listening());

    /// <summary>The issuer of identity tokens.</summary>
    public string Issuer => Text(Current);

    public string Of(string path) => Issuer + path;

    /// <summary>The address of the log, by which clients know its name; the name stays when the server moves, so that old proofs hold.</summary>
    public static string LogOf(string host) => $"https://{host}/trust/log";

    private string Listening()
    {
        var text = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? options.Url;
        return text.Replace("//[::]", "//localhost").Replace("//0.0.0.0", "//localhost").Replace("//+", "//localhost").Replace("//*", "//localhost");
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
