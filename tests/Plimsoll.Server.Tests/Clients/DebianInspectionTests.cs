using System.Net;
using System.Text.Json;
using AngleSharp;

namespace Plimsoll.Server.Tests.Clients;

/// <summary>An image of Debian shows exactly the packages that dpkg-query lists, wherever one looks.</summary>
public sealed class DebianInspectionTests(DebianImage debian, RunningServer server) : IClassFixture<DebianImage>, IClassFixture<RunningServer>
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "plimsoll");

    [Fact]
    public async Task The_command_line_shows_them_for_an_OCI_layout() =>
        ShouldBeTheImage(await debian.Bench.RunAsync(Program, "inspect", "oci:layout:1", "--format", "json"));

    [Fact]
    public async Task The_command_line_shows_them_for_an_image_in_a_registry()
    {
        var reference = await PushAsync("cli");
        debian.Bench.Set("PLIMSOLL_USER", "admin");
        debian.Bench.Set("PLIMSOLL_PASSWORD", RunningServer.Password);

        ShouldBeTheImage(await debian.Bench.RunAsync(Program, "inspect", reference, "--format", "json"));
    }

    [Fact]
    public async Task The_API_shows_them_once_the_image_was_opened() => ShouldBeTheImage(await OpenedAsync(await PushAsync("api")));

    [Fact]
    public async Task The_API_and_the_command_line_give_the_same_document()
    {
        var ofServer = JsonDocument.Parse(await OpenedAsync(await PushAsync("same"))).RootElement;
        var ofLayout = JsonDocument.Parse(await debian.Bench.RunAsync(Program, "inspect", "oci:layout:1", "--format", "json")).RootElement;

        JsonElement.DeepEquals(ofServer, ofLayout).ShouldBeTrue();
    }

    [Fact]
    public async Task The_page_lists_them()
    {
        var reference = await PushAsync("page");
        await OpenedAsync(reference);
        using var browser = BrowsingContext.New();
        var shown = new List<DebianPackage>();

        for (var next = $"/r/{reference[(server.Host.Length + 1)..]}/packages"; next is not null;)
        {
            var html = await server.Http.GetStringAsync(next);
            var page = await browser.OpenAsync(request => request.Content(html));
            foreach (var row in page.QuerySelectorAll("tbody tr"))
            {
                var cells = row.Children.Select(cell => cell.TextContent.Trim()).ToList();
                shown.Add(new DebianPackage(cells[0], cells[1], cells[4]));
            }
            next = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        shown.Order().ShouldBe(debian.Packages);
    }

    private async Task<string> PushAsync(string name)
    {
        var reference = $"{server.Host}/debian/{name}:1";
        await debian.Bench.RunAsync("skopeo", "copy", "--dest-tls-verify=false", "--dest-creds", "admin:" + RunningServer.Password, "oci:layout:1", "docker://" + reference);
        return reference;
    }

    /// <summary>Asks until the document is there; before that the answer is 202 with Retry-After.</summary>
    private async Task<string> OpenedAsync(string reference)
    {
        for (var attempt = 0; attempt < 120; attempt++)
        {
            using var response = await server.Http.GetAsync("api/v1/inspection?image=" + Uri.EscapeDataString(reference));
            if (response.StatusCode == HttpStatusCode.OK) return await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
            await Task.Delay(response.Headers.RetryAfter.ShouldNotBeNull().Delta!.Value);
        }
        throw new TimeoutException("the image was not opened: " + server.Log);
    }

    private void ShouldBeTheImage(string json)
    {
        var document = JsonDocument.Parse(json).RootElement;
        var packages = document.GetProperty("packages").EnumerateArray().ToList();

        packages.Select(package => new DebianPackage(package.GetProperty("name").GetString()!, package.GetProperty("version").GetString()!, package.GetProperty("arch").GetString()!))
            .Order().ShouldBe(debian.Packages);
        packages.ShouldAllBe(package => package.GetProperty("type").GetString() == "deb");
        packages.Where(package => package.GetProperty("layer").GetInt32() == 1).Select(package => package.GetProperty("name").GetString()).ShouldBe(DebianImage.OfSecondLayer);
        document.GetProperty("os").GetProperty("id").GetString().ShouldBe("debian");
        document.GetProperty("completeness").GetString().ShouldBe("complete");
        document.GetProperty("layers").GetArrayLength().ShouldBe(2);
    }
}
