using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Forms;
using Plimsoll.Server.Trust;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Server.Trust.Log;
using Plimsoll.Server.Trust.Tuf;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Trust;

/// <summary>The trust services for people.</summary>
/// <param name="Address">Address of the services.</param>
/// <param name="Subject">Who the reader is in a certificate; null for nobody.</param>
/// <param name="Issuers">Issuers whose tokens are certified, this server first.</param>
/// <param name="Keys">All keys, those in use first.</param>
/// <param name="RootFingerprint">SHA-256 of the root of the repository.</param>
/// <param name="Head">The newest state of the log; null for an empty one.</param>
/// <param name="MayRotate">Whether the reader may put new keys into use.</param>
internal sealed record TrustModel(string Address, string? Subject, IReadOnlyList<string> Issuers, IReadOnlyList<TrustKey> Keys, string RootFingerprint, LogState? Head, bool MayRotate);

/// <summary>Entries of the log.</summary>
/// <param name="Head">The state that covers them; null for an empty log.</param>
/// <param name="Entries">The newest first.</param>
/// <param name="Next">Address of the entries before; null for none.</param>
/// <param name="IsFirst">Whether the newest are among them.</param>
internal sealed record LogModel(LogState? Head, IReadOnlyList<LogEntryRow> Entries, string? Next, bool IsFirst);

/// <summary><c>/trust</c> and the log below it: for everybody who is logged in; keys are rotated by administrators.</summary>
internal sealed class TrustView(TrustKeys keys, TufRepository repository, LogBrowsing log, IdentityTokens tokens, TrustAddress address, TrustRotation rotation, ServerOptions options)
{
    private const string Page = "/trust";
    private const int PageCount = 50;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Page, (HttpContext http, TrustView view) => view.ShowAsync(http));
        pages.MapPost(Page, (HttpContext http, TrustView view) => view.ChangeAsync(http));
        pages.MapGet(Page + "/entries", (HttpContext http, TrustView view) => view.ListAsync(http));
        pages.MapGet(Page + "/entries/{index:long}", (HttpContext http, TrustView view, long index) => view.ShowEntryAsync(http, index));
    }

    private async Task<IResult> ShowAsync(HttpContext http)
    {
        RequireLogin(http);
        var set = await keys.GetAsync(http.RequestAborted);
        var root = await repository.FindAsync("root", null, http.RequestAborted) ?? [];
        return new PageResult<TrustPage, TrustModel>(new TrustModel(
            address.Issuer,
            http.Caller() is IdentityCaller { Account: { } account } ? tokens.SubjectOf(account) : null,
            [address.Issuer, .. options.Trust.Issuers],
            [.. set.All.OrderBy(key => key.IsInUse ? 0 : 1).ThenBy(key => key.Role, StringComparer.Ordinal).ThenByDescending(key => key.Record.Start)],
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(root)),
            await log.HeadAsync(http.RequestAborted),
            http.Caller().May(Permission.Administer)));
    }

    private async Task<IResult> ChangeAsync(HttpContext http)
    {
        http.Require(Permission.Administer);
        Require();
        if (http.Field("do") != "rotate") throw new BadHttpRequestException("the form asks for nothing that is known here");
        await rotation.RunAsync(http, http.Field("role"));
        return LoginEndpoints.SeeOther(http, Page);
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        RequireLogin(http);
        var head = await log.HeadAsync(http.RequestAborted);
        var size = head?.Size ?? 0;
        var before = long.TryParse(http.Request.Query["before"], out var asked) ? Math.Clamp(asked, 0, size) : size;
        var entries = await log.ListAsync(before, PageCount, http.RequestAborted);
        return new PageResult<LogPage, LogModel>(new LogModel(head, entries, before > PageCount ? $"{Page}/entries?before={before - PageCount}" : null, before == size));
    }

    private async Task<IResult> ShowEntryAsync(HttpContext http, long index)
    {
        RequireLogin(http);
        return new PageResult<LogEntryPage, LogEntryProof>(await log.FindAsync(index, http.RequestAborted) ?? throw new OciException(TrustError.Unknown, $"the log has no entry {index}"));
    }

    private void RequireLogin(HttpContext http)
    {
        if (http.Caller().IsAnonymous) throw new OciException(OciError.Unauthorized, "a login is needed to see the trust services");
        Require();
    }

    private void Require()
    {
        if (!options.Trust.Enabled) throw new OciException(TrustError.Sealed, "they are switched off (trust.enabled)");
    }
}
