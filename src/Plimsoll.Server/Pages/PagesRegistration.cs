using Plimsoll.Server.Pages.Accounts;
using Plimsoll.Server.Pages.Advisories;
using Plimsoll.Server.Pages.Assets;
using Plimsoll.Server.Pages.Audit;
using Plimsoll.Server.Pages.Comparison;
using Plimsoll.Server.Pages.Errors;
using Plimsoll.Server.Pages.Exposure;
using Plimsoll.Server.Pages.Home;
using Plimsoll.Server.Pages.Images;
using Plimsoll.Server.Pages.Operations;
using Plimsoll.Server.Pages.Repositories;
using Plimsoll.Server.Pages.Rules;
using Plimsoll.Server.Pages.Search;
using Plimsoll.Server.Pages.Trust;
using Plimsoll.Server.Pages.Vouching;
using Plimsoll.Server.Pages.Webhooks;

namespace Plimsoll.Server.Pages;

/// <summary>The pages: rendered here, complete without script; what they show is in the URL.</summary>
internal static class PagesRegistration
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton<HomeView>();
        services.AddSingleton<InsideOfImages>();
        services.AddSingleton<RepositoryView>();
        services.AddSingleton<ImageView>();
        services.AddSingleton<AuditView>();
        services.AddSingleton<JobsView>();
        services.AddSingleton<ApprovalsView>();
        services.AddSingleton<StorageView>();
        services.AddSingleton<OwnAccount>();
        services.AddSingleton<UserAdministration>();
        services.AddSingleton<GroupAdministration>();
        services.AddSingleton<RobotAdministration>();
        services.AddSingleton<GrantAdministration>();
        services.AddSingleton<RuleAdministration>();
        services.AddSingleton<RepositoryForms>();
        services.AddSingleton<DiffView>();
        services.AddSingleton<SearchView>();
        services.AddSingleton<AdvisoriesView>();
        services.AddSingleton<ExposureView>();
        services.AddSingleton<TrustView>();
        services.AddSingleton<IdentitiesView>();
        services.AddSingleton<ReportView>();
        services.AddSingleton<WebhooksView>();
    }

    public static void MapPages(this WebApplication app)
    {
        app.UseWhen(http => http.GetEndpoint()?.Metadata.GetMetadata<PageEndpoint>() is not null, branch => branch.UseMiddleware<PageMiddleware>());
        app.MapAssets();
        var pages = app.MapGroup("").WithMetadata(new PageEndpoint()).ExcludeFromDescription();
        pages.MapGet("/", HomeView.ShowAsync);
        pages.MapGet("/r/{**path}", BrowseEndpoint.ShowAsync);
        pages.MapGet("/audit", AuditView.ShowAsync);
        JobsView.Map(pages);
        ApprovalsView.Map(pages);
        StorageView.Map(pages);
        pages.MapLogin();
        OwnAccount.Map(pages);
        UserAdministration.Map(pages);
        GroupAdministration.Map(pages);
        RobotAdministration.Map(pages);
        GrantAdministration.Map(pages);
        RuleAdministration.Map(pages);
        RepositoryForms.Map(pages);
        pages.MapGet("/diff", DiffView.ShowAsync);
        pages.MapGet("/search", SearchView.ShowAsync);
        AdvisoriesView.Map(pages);
        ExposureView.Map(pages);
        TrustView.Map(pages);
        IdentitiesView.Map(pages);
        ReportView.Map(pages);
        WebhooksView.Map(pages);
        pages.MapFallback("{**path}", RefusalPages.NotFound);
    }
}

/// <summary>Marks the endpoints that answer with a page, errors included.</summary>
internal sealed class PageEndpoint;
