using System.Text;

namespace Plimsoll.Inspection.Secrets;

/// <summary>The rules of <c>secrets.rules</c>, which is part of the program.</summary>
internal static class KnownSecretRules
{
    private static readonly Lazy<IReadOnlyList<SecretRule>> Rules = new(Read);

    /// <summary>Every rule in its order.</summary>
    public static IReadOnlyList<SecretRule> All => Rules.Value;

    private static IReadOnlyList<SecretRule> Read()
    {
        using var stream = typeof(KnownSecretRules).Assembly.GetManifestResourceStream("secrets.rules") ?? throw new InvalidOperationException("the program was built without its rules for secrets");
        using var text = new StreamReader(stream, Encoding.UTF8);
        return SecretRuleFile.Read(text);
    }
}
