using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Http;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages;
using Plimsoll.Server.Pages.Images;
using Plimsoll.Server.Tests.Fixtures;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>What the page of an image says while its inside is not known. The states pass too quickly to be met by requests.</summary>
public sealed class InspectionNoticeTests(RegistryFixture registry)
{
    [Fact]
    public async Task Loads_again_by_itself_while_an_image_waits()
    {
        var page = await RenderAsync(new Inspected.Pending("waiting"), isWaiting: true);

        page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content").ShouldBe("3");
        page.QuerySelector(".notice")!.Words().ShouldBe("This image is waiting to be opened. What is inside is not known yet. The page looks again every 3 seconds. Stop that");
        page.QuerySelector(".notice a")!.GetAttribute("href").ShouldBe("/r/shop/api:1?wait=no");
    }

    [Fact]
    public async Task Stays_still_for_those_who_ask_for_it()
    {
        var page = await RenderAsync(new Inspected.Pending("running"), isWaiting: false);

        page.QuerySelector("meta[http-equiv=refresh]").ShouldBeNull();
        page.QuerySelector(".notice")!.Words().ShouldStartWith("This image is being opened.");
        page.QuerySelector(".notice a")!.GetAttribute("href").ShouldBe("/r/shop/api:1");
    }

    [Fact]
    public async Task Never_lets_a_failure_look_harmless_and_keeps_its_text_for_administrators()
    {
        var page = await RenderAsync(new Inspected.Failed("could not open /srv/secret/path"), isWaiting: false);

        var notice = page.QuerySelector(".notice.bad")!.Words();
        notice.ShouldContain("could not be opened");
        notice.ShouldContain("nothing here says that it is harmless");
        notice.ShouldNotContain("/srv/secret/path");
    }

    [Fact]
    public async Task Names_the_setting_that_keeps_images_closed() =>
        (await RenderAsync(new Inspected.Off(), isWaiting: false)).QuerySelector(".notice")!.Words().ShouldContain("inspection.enabled");

    private async Task<IHtmlDocument> RenderAsync(Inspected inspected, bool isWaiting)
    {
        var content = ImageBuilder.Image(ImageBuilder.Config().Descriptor, [ImageBuilder.Layer().Descriptor]);
        var manifest = ManifestReader.Read(content.Bytes, content.MediaType);
        var record = new ManifestRecord(Digest.Parse(content.Digest), content.MediaType, null, null, DateTimeOffset.UnixEpoch, content.Bytes);
        var image = new StoredImage(RepositoryName.Parse("shop/api"), Tag.Parse("1"), record, manifest);
        var http = new DefaultHttpContext { RequestServices = registry.Server.Services, Response = { Body = new MemoryStream() } };
        http.SetCaller(await ((ICallerResolver)registry.Server.Services.GetService(typeof(ICallerResolver))!).ResolveAsync(http, TestContext.Current.CancellationToken));

        await new PageResult<OverviewPage, ImageModel>(new ImageModel(image, image, null, "", inspected, null, [], 0, isWaiting)).ExecuteAsync(http);

        http.Response.Body.Position = 0;
        using var reader = new StreamReader(http.Response.Body);
        return HtmlPage.Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
