using Plimsoll.Server.Tests.Clients;

namespace Plimsoll.Server.Tests.Auth;

/// <summary>Real clients with the secret of a robot, and with nothing: they see what the grants say.</summary>
public sealed class RobotClientTests(AccountsOnServer server) : IClassFixture<AccountsOnServer>
{
    private string Host => new Uri(server.Registry.Address).Authority;

    [Theory]
    [InlineData("skopeo login --tls-verify=false --authfile .docker/config.json -u {login} --password-stdin {host}", "skopeo copy --authfile .docker/config.json --dest-tls-verify=false oci:layout:1 docker://{image}")]
    [InlineData("crane auth login {host} -u {login} --password-stdin", "crane push layout {image}")]
    [InlineData("oras login --plain-http -u {login} --password-stdin {host}", "oras copy --from-oci-layout layout:1 --to-plain-http {image}")]
    [InlineData("podman login --tls-verify=false --authfile .docker/config.json -u {login} --password-stdin {host}", "skopeo copy --authfile .docker/config.json --dest-tls-verify=false oci:layout:1 docker://{image}")]
    public async Task A_robot_logs_in_and_pushes_into_its_paths_only(string login, string push)
    {
        using var bench = new Workbench(Host, loggedIn: false);
        await SampleImage.MakeAsync(bench);
        var (name, secret) = await AddRobotAsync();
        await File.WriteAllTextAsync(bench["secret"], secret, TestContext.Current.CancellationToken);

        await bench.PipeAsync(Fill(login, name, "") + " < secret");
        await bench.RunLineAsync(Fill(push, name, $"{Host}/{name}/app:1"));
        var refusal = await bench.FailAsync("bash", "-c", Fill(push, name, $"{Host}/elsewhere/app:1"));

        (await server.Admin.GetAsync($"/v2/{name}/app/manifests/1")).Expect(200);
        (await server.Admin.GetAsync("/v2/elsewhere/app/manifests/1")).Expect(404);
        refusal.ToLowerInvariant().ShouldMatch("denied|unauthorized|401|403");
    }

    [Fact]
    public async Task The_catalogue_shows_a_robot_what_it_may_read()
    {
        using var bench = new Workbench(Host, loggedIn: false);
        await SampleImage.MakeAsync(bench);
        var (name, secret) = await AddRobotAsync();
        await File.WriteAllTextAsync(bench["secret"], secret, TestContext.Current.CancellationToken);
        await bench.PipeAsync($"crane auth login {Host} -u robot+{name} --password-stdin < secret");
        await bench.RunAsync("crane", "push", "layout", $"{Host}/{name}/app:1");

        (await bench.RunAsync("crane", "catalog", Host)).Split('\n').ShouldBe([$"{name}/app"]);
    }

    [Fact]
    public async Task Everybody_pulls_what_is_public()
    {
        using var bench = new Workbench(Host, loggedIn: false);
        await SampleImage.MakeAsync(bench);
        var (name, secret) = await AddRobotAsync();
        await bench.RunAsync("skopeo", "copy", "--dest-tls-verify=false", "--dest-creds", $"robot+{name}:{secret}", "oci:layout:1", $"docker://{Host}/{name}/app:1");
        await bench.FailAsync("crane", "manifest", $"{Host}/{name}/app:1");
        await server.GrantAsync("anonymous", "reader", name + "/**");

        (await bench.RunAsync("crane", "manifest", $"{Host}/{name}/app:1")).ShouldContain("schemaVersion");
        await bench.RunAsync("skopeo", "inspect", "--tls-verify=false", $"docker://{Host}/{name}/app:1");
        await bench.RunAsync("oras", "manifest", "fetch", "--plain-http", $"{Host}/{name}/app:1");
        await bench.FailAsync("crane", "push", "layout", $"{Host}/{name}/app:2");
    }

    private string Fill(string line, string robot, string image) => line.Replace("{login}", "robot+" + robot).Replace("{host}", Host).Replace("{image}", image);

    private async Task<(string Name, string Secret)> AddRobotAsync()
    {
        var name = AccountsOnServer.Unique("team");
        var made = (await AccountsOnServer.SendAsync(server.Admin, "POST", "robots", new { name, paths = new[] { name + "/**" }, role = "writer" })).Expect(201).Json;
        return (name, made.GetProperty("secret").GetString()!);
    }
}
