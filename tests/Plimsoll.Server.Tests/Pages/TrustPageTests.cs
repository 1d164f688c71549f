using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core;
using Plimsoll.Server.Tests.Api;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>The pages of the trust services; none of them needs script.</summary>
public sealed class TrustPageTests(RegistryFixture registry) : IClassFixture<RegistryFixture>
{
    [Fact]
    public async Task Shows_keys_and_replaces_one()
    {
        var session = await PageSession.SignInAsync(registry.Anonymous, "admin", registry.Password);
        var before = (await session.PageAsync("/trust")).Rows("Keys");
        before.Count(row => row[0] == "checkpoints of the log").ShouldBe(1);

        (await session.PostAsync("/trust", ("do", "rotate"), ("role", "log"))).Expect(303);

        var after = (await session.PageAsync("/trust")).Rows("Keys").Where(row => row[0] == "checkpoints of the log").ToList();
        after.Count.ShouldBe(2);
        after[0][4].ShouldBe("in use");
        after[0][1].ShouldNotBe(after[1][1]);
    }

    [Fact]
    public async Task Gives_names_shows_what_they_vouch_for_and_forgets_them()
    {
        using var key = PrivateKey.Generate();
        var name = "team-" + ImageBuilder.Unique();
        var repository = "shop/" + ImageBuilder.Unique();
        var session = await PageSession.SignInAsync(registry.Anonymous, "admin", registry.Password);
        (await session.PostAsync("/trust/identities", ("do", "put"), ("name", name), ("subject", "jane@example.org"))).Expect(400).Text.ShouldContain("That did not work");

        (await session.PostAsync("/trust/identities", ("do", "put"), ("name", name), ("pem", PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Spki.Span)))).Expect(303);
        var image = await SignedAsync(repository, key);

        var row = (await UntilAsync(session, name, text => text.Contains(repository))).ShouldNotBeNull();
        row[1].ShouldStartWith(key.PublicKey.ToString());
        row[2].ShouldBe($"{repository} 1 image");
        row[3].ShouldEndWith("by admin");
        var page = await session.PageAsync("/trust/identities/" + name);
        page.Rows("Images that they signed").ShouldHaveSingleItem()[0].ShouldStartWith(repository);
        page.QuerySelector($"a[href='/r/{repository}@{image.Digest}/trust']").ShouldNotBeNull();

        (await registry.Wire.GetAsync($"/api/v1/identities/{name}/images")).Expect(200).Json.GetProperty("items")[0].GetProperty("image").GetString().ShouldBe($"{repository}@{image.Digest}");

        (await session.PostAsync("/trust/identities", ("do", "remove"), ("name", name))).Expect(303);
        (await session.GetAsync("/trust/identities/" + name)).Expect(404);
        (await registry.Anonymous.GetAsync("/trust/identities")).Expect(302);
    }

    private async Task<Content> SignedAsync(string repository, PrivateKey key)
    {
        var wire = new RepositoryOnWire(registry.Wire, repository);
        var image = await wire.PutAsync(ImageBuilder.Image((await wire.PushAsync(ImageBuilder.Config())).Descriptor, [(await wire.PushAsync(ImageBuilder.Layer())).Descriptor]));
        var (bundle, manifest) = await SignedBundle.OfAsync(image, key);
        await wire.PushAsync(bundle);
        (await wire.PutAsync(manifest, manifest.Digest)).Expect(201);
        return image;
    }

    private static async Task<IReadOnlyList<string>?> UntilAsync(PageSession session, string name, Predicate<string> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var row = (await session.PageAsync("/trust/identities")).Rows("Named identities").FirstOrDefault(row => row[0] == name);
            if (row is not null && isThere(row[2])) return row;
            await Task.Delay(50, patience.Token);
        }
    }

    [Fact]
    public async Task Shows_the_log_and_the_proof_of_an_entry()
    {
        var bundle = await registry.Server.Services.GetRequiredService<IBundleSigner>().SignStatementAsync(StatementWriter.OfSignature(Digest.Of("image"u8)), TestContext.Current.CancellationToken);
        var index = System.Text.Json.Nodes.JsonNode.Parse(bundle)!["verificationMaterial"]!["tlogEntries"]![0]!["logIndex"]!.GetValue<string>();
        var session = await PageSession.SignInAsync(registry.Anonymous, "admin", registry.Password);

        var list = await session.PageAsync("/trust/entries");
        list.QuerySelector($"tbody a[href='/trust/entries/{index}']").ShouldNotBeNull();
        list.Rows("Signatures, the newest first")[0][2].ShouldEndWith("/id/server/registry");

        var entry = await session.PageAsync("/trust/entries/" + index);
        entry.QuerySelector("main")!.TextContent.ShouldContain("hashedrekord 0.0.2");
        entry.Rows("Steps from the entry to the root")[^1][0].ShouldBe("root");
        (await registry.Wire.GetAsync("/api/v1/trust/entries?n=1")).Expect(200).Json.GetProperty("items")[0].GetProperty("signer").GetString()!.ShouldEndWith("/id/server/registry");
        (await registry.Wire.GetAsync("/api/v1/trust/entries/" + index)).Expect(200).Json.GetProperty("entry").GetProperty("kind").GetString().ShouldBe("hashedrekord 0.0.2");
        (await registry.Anonymous.GetAsync("/api/v1/trust/entries")).Expect(401);
        (await session.GetAsync("/trust/entries/999999")).Expect(404);
        (await registry.Anonymous.GetAsync("/trust")).Expect(302);
    }
}
