namespace Plimsoll.Server.Signatures;

/// <summary>Who signed what is here.</summary>
internal static class SignatureRegistration
{
    public static void AddSignatures(this IServiceCollection services)
    {
        services.AddSingleton<ITrustedRootSource, OwnRoot>();
        services.AddSingleton<ITrustedRootSource, RootFiles>();
        services.AddSingleton<TrustMaterial>();
        services.AddSingleton<NamedIdentities>();
        services.AddSingleton<ImageTrust>();
        services.AddHostedService<SignatureFollower>();
    }
}
