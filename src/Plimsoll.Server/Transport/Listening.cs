using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Transport;

/// <summary>Where the server listens, and with which certificate; everything that the settings can get wrong is tried when it is made.</summary>
/// <param name="Addresses">Addresses of this machine; empty for both loopback addresses, where the name is <c>localhost</c>.</param>
/// <param name="Port">The port; 0 for any that is free.</param>
/// <param name="Https">Certificate and chain; null for http.</param>
internal sealed record Listening(IReadOnlyList<IPAddress> Addresses, int Port, HttpsConnectionAdapterOptions? Https)
{
    /// <summary>Reads the settings and the files that they name.</summary>
    /// <exception cref="OptionsException">One of them cannot be used.</exception>
    public static Listening Of(ServerOptions options)
    {
        var url = ListenAddress(options.Url);
        if (url.Scheme == "https" && options.Tls.Certificate is null) throw new OptionsException("url", options.Url, "https needs tls.certificate and tls.key (PEM files)");
        var https = url.Scheme == "https" ? Certificates(options.Tls) : null;
        IPAddress[] addresses = IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) ? [address] : url.Host == "localhost" ? [] : Resolve(url.Host, options);
        return new Listening(addresses, url.Port, https);
    }

    /// <summary>Tells Kestrel.</summary>
    public void Apply(KestrelServerOptions kestrel)
    {
        foreach (var address in Addresses) kestrel.Listen(address, Port, Encrypt);
        if (Addresses.Count == 0) kestrel.ListenLocalhost(Port, Encrypt);
    }

    private void Encrypt(ListenOptions listen)
    {
        if (Https is not null) listen.UseHttps(Https);
    }

    /// <summary>The leaf with its key, and the chain behind it, which clients need when the authority signs through intermediates.</summary>
    private static HttpsConnectionAdapterOptions Certificates(TlsOptions tls)
    {
        foreach (var (key, file) in new[] { ("tls.certificate", tls.Certificate), ("tls.key", tls.Key) })
        {
            if (file is not null && !File.Exists(file)) throw new OptionsException(key, file, "there is no such file");
        }
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(tls.Certificate!);
            return new HttpsConnectionAdapterOptions { ServerCertificate = X509Certificate2.CreateFromPemFile(tls.Certificate!, tls.Key), ServerCertificateChain = chain };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new OptionsException("tls.certificate", tls.Certificate, "expected a PEM certificate with its chain, and its key in tls.key: " + e.Message);
        }
    }

    private static IPAddress[] Resolve(string host, ServerOptions options)
    {
        try
        {
            return Dns.GetHostAddresses(host);
        }
        catch (SocketException)
        {
            throw new OptionsException("url", options.Url, "the name does not resolve to an address of this machine; use an address, or * for all of them, and name the host in publicUrl");
        }
    }

    private static Uri ListenAddress(string text) =>
        Uri.TryCreate(text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url!
            : throw new OptionsException("url", text, "expected http://ADDRESS:PORT or https://ADDRESS:PORT");
}
