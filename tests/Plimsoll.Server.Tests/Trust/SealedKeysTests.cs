using System.Security.Cryptography;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Trust;

/// <summary>The key that opens all the others.</summary>
public sealed class SealedKeysTests : IAsyncLifetime
{
    private readonly RegistryFixture _registry = new();

    private string File => Path.Combine(_registry.Data, "trust.key");

    public ValueTask InitializeAsync() => _registry.InitializeAsync();

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Fact]
    public async Task Without_the_right_file_the_services_say_so_and_the_registry_goes_on()
    {
        var root = (await _registry.Anonymous.GetAsync("/trust/tuf/root.json")).Expect(200).Text;
        if (!OperatingSystem.IsWindows()) System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var right = await System.IO.File.ReadAllTextAsync(File);
        await System.IO.File.WriteAllTextAsync(File, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

        await _registry.RestartAsync();

        (await _registry.Anonymous.GetAsync("/trust/tuf/root.json")).Expect(503).Text.ShouldContain("encrypted with another key");
        (await _registry.Wire.GetAsync("/v2/")).Expect(200);

        await System.IO.File.WriteAllTextAsync(File, right);
        await _registry.RestartAsync();
        (await _registry.Anonymous.GetAsync("/trust/tuf/root.json")).Expect(200).Text.ShouldBe(root);
    }

    [Fact]
    public async Task The_database_holds_no_private_key()
    {
        (await _registry.Anonymous.GetAsync("/trust/tuf/root.json")).Expect(200);
        await _registry.RestartAsync();

        using var session = new Storage.Metadata.Sqlite.Engine.SqliteSession(Path.Combine(_registry.Data, "plimsoll.db"), readOnly: true);
        foreach (var sealedKey in session.All("SELECT sealed FROM trust_keys", static row => row.GetBytes(0)))
        {
            // PKCS #8 begins with a sequence and version 0; what is sealed looks like noise at every place.
            sealedKey.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x02, 0x01, 0x00, 0x30]).ShouldBe(-1);
        }
    }
}
