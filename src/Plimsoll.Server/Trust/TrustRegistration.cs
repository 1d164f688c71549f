using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Trust.Certificates;
using Plimsoll.Server.Trust.Identities;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Server.Trust.Log;
using Plimsoll.Server.Trust.Timestamps;
using Plimsoll.Server.Trust.Tuf;
using Plimsoll.Server.Vouching;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Trust;

/// <summary>The trust services: certificates, transparency log, time stamps, the roots of all of them, identity tokens.</summary>
internal static class TrustRegistration
{
    /// <summary>How long a key of the server itself signs: less than the minute for which an authority that was replaced is still believed.</summary>
    private static readonly TimeSpan KeyLife = TimeSpan.FromSeconds(30);

    public static void AddTrust(this IServiceCollection services)
    {
        services.AddSingleton<TrustAddress>();
        services.AddSingleton<KeySealing>();
        services.AddSingleton<SharedSealingKey>();
        services.AddSingleton<KeyMaking>();
        services.AddSingleton<TrustKeys>();
        services.AddSingleton<IdentityTokens>();
        services.AddSingleton<ExternalIssuers>();
        services.AddSingleton<IdentityVerifier>();
        services.AddSingleton<OpenIdEndpoints>();
        services.AddSingleton<CertificateAuthority>();
        services.AddSingleton<FulcioEndpoints>();
        services.AddSingleton<TimestampEndpoints>();
        services.AddSingleton<EntryGate>();
        services.AddSingleton<LogSequencer>();
        services.AddHostedService(p => p.GetRequiredService<LogSequencer>());
        services.AddSingleton<LogEndpoints>();
        services.AddSingleton<LogBrowsing>();
        services.AddSingleton<TufRepository>();
        services.AddSingleton<TufEndpoints>();
        services.AddSingleton<TrustRotation>();
        services.AddSingleton<ISigningServices, ServerServices>();
        services.AddSingleton<IBundleSigner>(p => new CertifiedSigner(p.GetRequiredService<ISigningServices>(), KeyLife, p.GetRequiredService<TimeProvider>()));
        services.AddRecurringJob<TrustJob>();
    }

    public static void MapTrust(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ServerOptions>().Trust.Enabled) return;
        app.UseWhen(http => http.GetEndpoint()?.Metadata.GetMetadata<TrustEndpoint>() is not null, branch => branch.UseMiddleware<TrustMiddleware>());
        var services = app.Services;
        var open = app.MapGroup("").WithMetadata(new TrustEndpoint()).ExcludeFromDescription();
        services.GetRequiredService<OpenIdEndpoints>().Map(open);
        open.MapGet("/.well-known/plimsoll-trust.json", services.GetRequiredService<TufEndpoints>().ConfigAsync);
        var trust = open.MapGroup("/trust");
        services.GetRequiredService<FulcioEndpoints>().Map(trust);
        services.GetRequiredService<TimestampEndpoints>().Map(trust);
        services.GetRequiredService<LogEndpoints>().Map(trust);
        services.GetRequiredService<TufEndpoints>().Map(trust);
        services.GetRequiredService<CounterKeyEndpoints>().Map(trust);
    }
}
