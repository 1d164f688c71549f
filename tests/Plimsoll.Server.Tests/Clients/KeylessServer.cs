namespace Plimsoll.Server.Tests.Clients;

/// <summary>A running server and a home in which cosign knows its root.</summary>
public sealed class KeylessServer : IAsyncLifetime
{
    private Workbench? _initialized;

    internal RunningServer Running { get; } = new();

    internal string Issuer => $"http://{Running.Host}";

    /// <summary>What certificates name the administrator.</summary>
    internal string Identity => $"{Issuer}/id/user/admin";

    public async ValueTask InitializeAsync()
    {
        await Running.InitializeAsync();
        _initialized = new Workbench(Running.Host);
        await File.WriteAllBytesAsync(_initialized["root.json"], await Running.Http.GetByteArrayAsync("/trust/tuf/root.json"));
        await _initialized.RunAsync("cosign", "initialize", "--mirror", $"{Issuer}/trust/tuf", "--root", "root.json");
    }

    public async ValueTask DisposeAsync()
    {
        _initialized?.Dispose();
        await Running.DisposeAsync();
    }

    /// <summary>A bench whose cosign has been initialized.</summary>
    internal Workbench Bench()
    {
        var bench = new Workbench(Running.Host);
        Copy(_initialized![".sigstore"], bench[".sigstore"]);
        return bench;
    }

    internal async Task<string> TokenAsync()
    {
        using var response = await Running.Http.PostAsync("/api/v1/identity-token", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        return Workbench.Field(await response.Content.ReadAsStringAsync(), "token");
    }

    internal async Task<string> SignAsync(Workbench bench, string image) => await bench.RunAsync("cosign", "sign", "--yes", "--identity-token", await TokenAsync(), "--allow-http-registry", image);

    internal string[] Verify(string verb, string image, string? identity = null) => [verb, "--certificate-identity", identity ?? Identity, "--certificate-oidc-issuer", Issuer, "--allow-http-registry", image];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
