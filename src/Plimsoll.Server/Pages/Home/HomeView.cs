using Plimsoll.Core;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Pages.Images;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Home;

/// <summary>The start page: what arrived lately, and which repositories there are.</summary>
internal sealed class HomeView(IMetadataStore metadata, RepositoryListing listing, InsideOfImages insides)
{
    private const int RecentCount = 10;
    private const int PageCount = 25;
    private const int MaxCounted = 5000;

    public static async Task<IResult> ShowAsync(HttpContext http, HomeView view, string? q, string? after)
    {
        var caller = http.Caller();
        if (!caller.MayList) throw CallerOfRequest.Refusal(http, "see what is here");
        return new PageResult<HomePage, HomeModel>(await view.LoadAsync(http, q, after));
    }

    private async Task<HomeModel> LoadAsync(HttpContext http, string? search, string? after)
    {
        var caller = http.Caller();
        RepositoryName? from = RepositoryName.TryParse(after, out var name) ? name : null;
        var found = await listing.ListAsync(caller, search, from, PageCount + 1, http.RequestAborted);
        var page = PageRequest.Of(http, PageCount).Page<RepositoryEntry>([.. found.Select(RepositoryEntry.Of)], "after", r => r.Name);
        var isStart = string.IsNullOrEmpty(search) && from is null;
        var totals = await CountAsync(caller, http.RequestAborted);
        var isEmpty = totals.Repositories == 0 && (await metadata.Manifests.ListRepositoriesAsync(null, 1, http.RequestAborted)).Count == 0;
        return new HomeModel(isStart ? await RecentAsync(http) : [], page, totals, isEmpty, search);
    }

    private async Task<IReadOnlyList<Arrival>> RecentAsync(HttpContext http)
    {
        const int BatchSize = 200;
        const int MaxBatches = 10;
        var arrivals = new List<Arrival>();
        long? before = null;
        // A caller who may see little of a busy registry looks at its last moves only.
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var moves = await metadata.Manifests.ListTagMovesAsync(null, null, before, BatchSize, http.RequestAborted);
            foreach (var (_, repository, move) in moves)
            {
                if (move.Digest is not { } digest || !http.Caller().May(Permission.Pull, repository)) continue;
                var isCurrent = await metadata.Manifests.ResolveAsync(repository, move.Tag, http.RequestAborted) == digest;
                arrivals.Add(new Arrival(repository, move.Tag, digest, move.At, move.Actor, isCurrent, await insides.FindAsync(http, repository, digest)));
                if (arrivals.Count == RecentCount) return arrivals;
            }
            if (moves.Count < BatchSize) break;
            before = moves[^1].Id;
        }
        return arrivals;
    }

    private async Task<Totals> CountAsync(Caller caller, CancellationToken cancellationToken)
    {
        var all = await listing.ListAsync(caller, null, null, MaxCounted, cancellationToken);
        return new Totals(all.Count, all.Sum(r => r.Tags), all.Sum(r => r.Manifests), all.Count < MaxCounted);
    }
}
