using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Server.Signatures;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Trust;

/// <summary>An identity on the page.</summary>
/// <param name="Identity">The identity.</param>
/// <param name="Meant">Who is meant.</param>
/// <param name="Vouched">Repositories with images that they signed, one more than are shown where there are more.</param>
internal sealed record NamedRow(IdentityInForce Identity, MeantBy Meant, IReadOnlyList<VouchedRepository> Vouched);

/// <summary>Who has a name.</summary>
/// <param name="Rows">The identities of this page.</param>
/// <param name="Next">The name behind which the next page begins; null on the last one.</param>
/// <param name="Problem">Why the last form did not work.</param>
internal sealed record IdentitiesModel(IReadOnlyList<NamedRow> Rows, string? Next, string? Problem);

/// <summary>One identity, and what they signed.</summary>
/// <param name="Row">The identity.</param>
/// <param name="Images">Images that they signed.</param>
/// <param name="Next">Address of the following page.</param>
internal sealed record IdentityModel(NamedRow Row, IReadOnlyList<VouchedImage> Images, string? Next);

/// <summary><c>/trust/identities</c>: for administrators, as the names themselves.</summary>
internal sealed partial class IdentitiesView(TrustMaterial material, NamedIdentities identities, IMetadataStore metadata)
{
    /// <summary>Repositories that are shown of each identity.</summary>
    public const int Shown = 5;

    private const string Page = "/trust/identities";
    private const int PageCount = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Page, (HttpContext http, IdentitiesView view) => view.ListAsync(http, null, StatusCodes.Status200OK));
        pages.MapPost(Page, (HttpContext http, IdentitiesView view) => view.ChangeAsync(http));
        pages.MapGet(Page + "/{name}", (HttpContext http, IdentitiesView view, string name) => view.ShowAsync(http, name));
    }

    private async Task<IResult> ListAsync(HttpContext http, string? problem, int status)
    {
        http.Require(Permission.Administer);
        var after = http.Request.Query["after"].ToString();
        var found = (await material.ListIdentitiesAsync(http.RequestAborted)).Where(identity => string.CompareOrdinal(identity.Name, after) > 0).Take(PageCount + 1).ToList();
        var rows = new List<NamedRow>();
        foreach (var identity in found.Take(PageCount)) rows.Add(await RowAsync(identity, http.RequestAborted));
        return new PageResult<IdentitiesPage, IdentitiesModel>(new IdentitiesModel(rows, found.Count > PageCount ? rows[^1].Identity.Name : null, problem), status);
    }

    private async Task<IResult> ShowAsync(HttpContext http, string name)
    {
        http.Require(Permission.Administer);
        var identity = (await material.ListIdentitiesAsync(http.RequestAborted)).FirstOrDefault(identity => identity.Name == name) ?? throw new OciException(AccountError.Unknown, $"nobody is called '{name}' here");
        (RepositoryName, Digest)? after = RepositoryName.TryParse(http.Request.Query["repository"].ToString(), out var repository) && Digest.TryParse(http.Request.Query["image"].ToString(), out var image) ? (repository, image) : null;
        var images = await metadata.Signatures.ListVouchedImagesAsync(name, after, PageCount + 1, http.RequestAborted);
        var next = images.Count > PageCount ? Links.With($"{Page}/{name}", ("repository", images[PageCount - 1].Repository.Value), ("image", images[PageCount - 1].Image.Value)) : null;
        return new PageResult<IdentityPage, IdentityModel>(new IdentityModel(await RowAsync(identity, http.RequestAborted), [.. images.Take(PageCount)], next));
    }

    private async Task<NamedRow> RowAsync(IdentityInForce identity, CancellationToken cancellationToken) =>
        new(identity, MeantBy.Of(identity.Document), await metadata.Signatures.ListVouchedAsync(identity.Name, Shown + 1, cancellationToken));

    private async Task<IResult> ChangeAsync(HttpContext http)
    {
        http.Require(Permission.Administer);
        try
        {
            switch (http.Field("do"))
            {
                case "put": await identities.PutAsync(http, http.Field("name"), JsonSerializer.SerializeToUtf8Bytes(Document(http))); break;
                case "remove": await identities.RemoveAsync(http, http.Field("name")); break;
                default: throw new BadHttpRequestException("the form asks for nothing that is known here");
            }
            return LoginEndpoints.SeeOther(http, Page);
        }
        catch (OciException e) when (e.Error.Status is 400 or 404 or 409)
        {
            return await ListAsync(http, e.Message, e.Error.Status);
        }
    }

    /// <summary>The document that the form describes: a key, certificates, or a name and who says that it is theirs.</summary>
    private static JsonObject Document(HttpContext http)
    {
        if (http.Field("pem") is { Length: > 0 } pem)
        {
            var certificates = Certificates.Matches(pem).Select(match => (JsonNode?)match.Value).ToArray();
            if (certificates.Length == 0) return new JsonObject { ["key"] = pem };
            var document = new JsonObject { ["certificates"] = new JsonArray(certificates) };
            if (http.Field("subject") is { Length: > 0 } subject) document["x509Subject"] = subject;
            return document;
        }
        var suffix = http.Field("patterns").Length > 0 ? "Pattern" : "";
        return new JsonObject { ["subject" + suffix] = http.Field("subject"), ["issuer" + suffix] = http.Field("issuer") };
    }

    [GeneratedRegex("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----", RegexOptions.NonBacktracking)]
    private static partial Regex Certificates { get; }
}
