using Plimsoll.Server.Auth.Accounts;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Server.Auth.Tokens;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth;

/// <summary>Accounts, rights and logins as services and endpoints.</summary>
internal static class AuthRegistration
{
    /// <summary>Adds the services. They need an <see cref="IIdentityStore"/>, the audit trail, the server's options and a clock.</summary>
    public static IServiceCollection AddAuth(this IServiceCollection services)
    {
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<PasswordVerifier>();
        // In this order each credential is shown to the verifiers until one knows its kind.
        services.AddSingleton<ICredentialVerifier, SecretVerifier>();
        services.AddSingleton<ICredentialVerifier, RegistryTokenVerifier>();
        services.AddSingleton<ICredentialVerifier, SessionVerifier>();
        services.AddSingleton<ICredentialVerifier>(p => p.GetRequiredService<PasswordVerifier>());
        services.AddSingleton<Authenticator>();
        services.AddSingleton<ICallerResolver, CallerResolver>();
        services.AddSingleton<LoginSessions>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<AccountChanges>();
        services.AddSingleton<Users>();
        services.AddSingleton<Groups>();
        services.AddSingleton<Robots>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<Grants>();
        return services;
    }

    /// <summary>Makes the first administrator where needed and loads accounts and keys; before the server listens.</summary>
    /// <returns>The administrator's password, when one was made.</returns>
    public static async Task<string?> PrepareAuthAsync(this IServiceProvider services, string? administratorPassword, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var password = await FirstStart.EnsureAdministratorAsync(services.GetRequiredService<IIdentityStore>(), administratorPassword, time, cancellationToken);
        await services.GetRequiredService<SigningKeys>().LoadAsync(cancellationToken);
        await services.GetRequiredService<AccountDirectory>().LoadAsync(cancellationToken);
        return password;
    }

    /// <summary>Maps the token service.</summary>
    public static void MapAuth(this IEndpointRouteBuilder endpoints)
    {
        var token = endpoints.ServiceProvider.GetRequiredService<TokenEndpoint>();
        endpoints.MapGet(TokenEndpoint.Path, token.GetAsync).ExcludeFromDescription();
        endpoints.MapPost(TokenEndpoint.Path, token.PostAsync).ExcludeFromDescription();
        // Chosen for all other methods: an endpoint without methods comes last.
        endpoints.Map(TokenEndpoint.Path, TokenEndpoint.RefuseAsync).ExcludeFromDescription();
    }
}
