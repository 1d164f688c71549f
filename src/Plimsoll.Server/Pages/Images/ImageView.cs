using Microsoft.AspNetCore.Components;
using Plimsoll.Core.Facts;
using Plimsoll.Server.Api.Contents;
using Plimsoll.Server.Api.Images;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Pages.Errors;
using Plimsoll.Server.Sbom;
using Plimsoll.Server.Signatures;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Images;

/// <summary>The page of an image: loads what its views share and leads to the one that is asked for.</summary>
internal sealed class ImageView(ImageFinder images, ImageInspections inspections, InsideOfImages insides, SbomComparisons comparisons, ReadyImages ready, ImageVulnerabilities vulnerabilities, ImageTrust trust, IMetadataStore metadata)
{
    private const int MaxListed = 1000;

    public async Task<IResult> ShowAsync(HttpContext http, BrowsePath path)
    {
        var query = http.Request.Query;
        var named = await images.FindAsync(http, path.Repository, path.Tag, path.Digest);
        var platform = query["platform"].ToString() is { Length: > 0 } text ? text : null;
        var shown = ImageModel.InsideViews.Contains(path.View) ? await images.ChooseAsync(http, named, platform) : named;
        var inspected = shown.Manifest.IsIndex ? null : await inspections.FindAsync(shown, http.RequestAborted);
        var model = new ImageModel(
            named,
            shown,
            platform,
            path.View,
            inspected,
            inspected is Inspected.Done(var json) ? InspectionDocument.FromJson(json.Span) : null,
            await metadata.Manifests.ListTagsOfAsync(named.Repository, named.Digest, MaxListed, http.RequestAborted),
            (await metadata.Manifests.ListReferrersAsync(named.Repository, named.Digest, [], null, MaxListed, http.RequestAborted)).Count,
            IsWaiting: inspected is Inspected.Pending && query["wait"] != "no");
        return path.View switch
        {
            "" when model.IsIndex => Show<IndexPage, IndexModel>(await IndexModel.LoadAsync(http, model, insides)),
            "" => Show<OverviewPage, ImageModel>(model),
            "packages" => Show<PackagesPage, PackagesModel>(PackagesModel.Of(http, model)),
            "findings" => Show<FindingsPage, FindingsModel>(FindingsModel.Of(http, model)),
            "licences" => Show<LicencesPage, LicencesModel>(LicencesModel.Of(http, model)),
            "vulnerabilities" => Show<VulnerabilitiesPage, VulnerabilitiesModel>(await VulnerabilitiesModel.LoadAsync(http, images.HostOf(http), model, vulnerabilities)),
            "layers" => Show<LayersPage, ImageModel>(model),
            "files" => Show<FilesPage, FilesModel>(await FilesModel.LoadAsync(http, model, ready)),
            "config" => Show<ConfigPage, ImageModel>(model),
            "history" => Show<HistoryPage, ImageModel>(model),
            "sbom" => Show<SbomPage, SbomModel>(await SbomModel.LoadAsync(http, model, comparisons)),
            "referrers" => Show<ReferrersPage, ReferrersModel>(await ReferrersModel.LoadAsync(http, model, metadata)),
            "trust" => Show<ImageTrustPage, ImageTrustModel>(await ImageTrustModel.LoadAsync(http, images.HostOf(http), model, trust, metadata.Signers)),
            "raw" => Show<RawPage, ImageModel>(model),
            _ => RefusalPages.NotFound(),
        };
    }

    private static PageResult<TPage, TModel> Show<TPage, TModel>(TModel model)
        where TPage : IComponent => new(model);
}
