using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Plimsoll.Server.Advisories;
using Plimsoll.Server.Api;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Exposure;
using Plimsoll.Server.Forwarding;
using Plimsoll.Server.Health;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Pages;
using Plimsoll.Server.Registry;
using Plimsoll.Server.Rescue;
using Plimsoll.Server.Retention;
using Plimsoll.Server.Rules;
using Plimsoll.Server.Sbom;
using Plimsoll.Server.Signatures;
using Plimsoll.Server.Throttling;
using Plimsoll.Server.Transport;
using Plimsoll.Server.Trust;
using Plimsoll.Server.Vouching;
using Plimsoll.Server.Watch;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Server.Watch.Storage;
using Plimsoll.Server.Webhooks;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Blobs.Caching;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server;

/// <summary>Puts the parts together: which services there are, and in which order a request meets them.</summary>
internal static class Startup
{
    /// <summary>All services of a server.</summary>
    public static IServiceCollection AddPlimsoll(this IServiceCollection services, ServerOptions options, IMetadataStore metadata, IBlobStore blobs, Meter meter)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Clock);
        services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        services.AddSingleton<IBlobStore>(p => new WatchedBlobStore(blobs, p.GetRequiredService<BlobCache>(), p.GetRequiredService<BlobStoreMetrics>()));
        services.AddSingleton(_ => BlobStorage.OpenCache(options));
        // As factories, so that all are closed with the other services.
        services.AddSingleton(p => metadata);
        services.AddSingleton(p => meter);
        services.AddSingleton(p => p.GetRequiredService<IMetadataStore>().Audit);
        services.AddSingleton(p => p.GetRequiredService<IMetadataStore>().Identities);
        services.AddSingleton(TrustedProxies.Of(options));
        services.AddSingleton<AuditTrail>();
        services.AddWatch();
        services.AddAuth();
        services.AddThrottling();
        services.AddRules();
        services.AddRetention();
        services.AddExposure();
        services.AddSignatures();
        services.AddWebhooks();
        services.AddRegistry();
        services.AddJobs();
        services.AddSboms();
        services.AddVouching();
        services.AddRescue();
        services.AddAdvisories();
        services.AddTrust();
        services.AddApi();
        services.AddPages();
        return services;
    }

    /// <summary>Opens what is opened once; the first administrator's password when one was made.</summary>
    public static async Task<string?> PrepareAsync(IServiceProvider services, string? administratorPassword, CancellationToken cancellationToken)
    {
        services.StartMeasuring();
        await services.PrepareRescueAsync(cancellationToken);
        return await services.PrepareAuthAsync(administratorPassword, cancellationToken);
    }

    /// <summary>Outside the registry API, HEAD is GET without the body (RFC 9110, section 9.3.2); Kestrel leaves the body out by itself.</summary>
    private static Task HeadAsGet(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsHead(http.Request.Method)) http.Request.Method = HttpMethods.Get;
        return next(http);
    }

    /// <summary>The order in which a request meets the parts: who the client is, the registry API before any routing, then everything else.</summary>
    public static void MapRequests(WebApplication app)
    {
        if (!app.Services.GetRequiredService<TrustedProxies>().IsEmpty) app.UseMiddleware<ForwardingMiddleware>();
        app.UseMiddleware<AddressLimitMiddleware>();
        app.UseMiddleware<RegistryMiddleware>();
        app.UseMiddleware<RequestWatchMiddleware>();
        app.Use(HeadAsGet);
        app.UseRouting();
        app.MapHealth();
        app.MapMetrics();
        app.MapAuth();
        app.MapTrust();
        app.MapApi();
        app.MapPages();
    }
}
