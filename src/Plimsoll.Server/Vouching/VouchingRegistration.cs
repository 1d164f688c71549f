using Plimsoll.Server.Jobs;

namespace Plimsoll.Server.Vouching;

/// <summary>Who vouches for what is here.</summary>
internal static class VouchingRegistration
{
    public static void AddVouching(this IServiceCollection services)
    {
        services.AddSingleton<RegistryTrust>();
        services.AddSingleton<Vouchings>();
        services.AddSingleton<SignerRotations>();
        services.AddSingleton<SignerWatch>();
        services.AddSingleton<Withdrawals>();
        services.AddSingleton<Provenance>();
        services.AddSingleton<Approvals>();
        services.AddSingleton<CounterKeyEndpoints>();
        services.AddSingleton<ContentProofs>();
        services.AddSingleton<IImageVoucher, ChainVoucher>();
        services.AddSingleton<IImageVoucher, CounterSigner>();
        services.AddSingleton<IAfterInspection>(p => p.GetRequiredService<ContentProofs>());
        services.AddHostedService<VouchingFollower>();
        services.AddHostedService<TagBinder>();
    }
}
