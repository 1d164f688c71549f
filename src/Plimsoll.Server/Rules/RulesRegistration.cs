namespace Plimsoll.Server.Rules;

/// <summary>Rules and holds as services.</summary>
internal static class RulesRegistration
{
    public static void AddRules(this IServiceCollection services)
    {
        services.AddSingleton<PathRules>();
        services.AddSingleton<Holds>();
    }
}
