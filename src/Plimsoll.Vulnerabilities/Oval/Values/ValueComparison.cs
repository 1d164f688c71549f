using System.Globalization;
using System.Numerics;
using Plimsoll.Vulnerabilities.Versions;

namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>Compares a value of the system with what an object or a state says (OVAL 5.11.2, oval-common-schema, OperationEnumeration).</summary>
/// <param name="patterns">The expressions.</param>
internal sealed class ValueComparison(PatternCache patterns)
{
    /// <summary>Digits of a number; nobody counts further.</summary>
    private const int MaxDigits = 400;

    private static readonly VersionScheme? Rpm = VersionSchemes.For("rpm");
    private static readonly VersionScheme? Debian = VersionSchemes.For("deb");

    /// <summary>Compares.</summary>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="there">What is there.</param>
    /// <param name="datatype">How.</param>
    /// <param name="operation">What is asked.</param>
    public OvalVerdict Compare(string wanted, string there, Datatype datatype, Operation operation)
    {
        if (operation == Operation.Invalid) return Error("an operation is none that OVAL knows");
        // Whatever it stands for, what an expression looks at is the text.
        if (operation == Operation.PatternMatch) return patterns.IsMatch(wanted, there);
        return datatype switch
        {
            Datatype.Text => OfText(wanted, there, operation),
            Datatype.Integer => OfInteger(wanted, there, operation),
            Datatype.Boolean => OfBoolean(wanted, there, operation),
            Datatype.Float => OfFloat(wanted, there, operation),
            Datatype.Version => OfOrder(VersionOrder.Compare(there, wanted), wanted, there, operation),
            Datatype.EvrString => OfOrder(Evr(Rpm, there, wanted), wanted, there, operation),
            Datatype.DebianEvrString => OfOrder(Evr(Debian, there, wanted), wanted, there, operation),
            Datatype.Ipv4Address => AddressRange.Compare(wanted, there, isVersion6: false, operation),
            Datatype.Ipv6Address => AddressRange.Compare(wanted, there, isVersion6: true, operation),
            Datatype.Binary => OfBinary(wanted, there, operation),
            Datatype.Invalid => Error("a datatype is none that OVAL knows"),
            _ => new OvalVerdict(OvalResult.Unknown, $"values of the datatype {datatype} are not compared here"),
        };
    }

    private static OvalVerdict OfText(string wanted, string there, Operation operation) => operation switch
    {
        Operation.Equals => Is(wanted == there),
        Operation.NotEqual => Is(wanted != there),
        Operation.CaseInsensitiveEquals => Is(wanted.Equals(there, StringComparison.OrdinalIgnoreCase)),
        Operation.CaseInsensitiveNotEqual => Is(!wanted.Equals(there, StringComparison.OrdinalIgnoreCase)),
        _ => Unfit(operation, "texts"),
    };

    private static OvalVerdict OfInteger(string wanted, string there, Operation operation)
    {
        if (long.TryParse(wanted, NumberStyles.Integer, CultureInfo.InvariantCulture, out var want) && long.TryParse(there, NumberStyles.Integer, CultureInfo.InvariantCulture, out var has)) return operation switch
        {
            Operation.BitwiseAnd => Is((has & want) == want),
            Operation.BitwiseOr => Is((has | want) == want),
            _ => ByOrder(has.CompareTo(want), operation, "numbers"),
        };
        if (!TryParse(wanted, out var largeWant)) return NoNumber(wanted);
        if (!TryParse(there, out var largeHas)) return NoNumber(there);
        return operation switch
        {
            Operation.BitwiseAnd => Is((largeHas & largeWant) == largeWant),
            Operation.BitwiseOr => Is((largeHas | largeWant) == largeWant),
            _ => ByOrder(largeHas.CompareTo(largeWant), operation, "numbers"),
        };
    }

    private static OvalVerdict OfBoolean(string wanted, string there, Operation operation)
    {
        if (Boolean(wanted) is not { } want) return Error($"'{Shown(wanted)}' is neither true nor false");
        if (Boolean(there) is not { } has) return Error($"'{Shown(there)}' is neither true nor false");
        return operation switch { Operation.Equals => Is(want == has), Operation.NotEqual => Is(want != has), _ => Unfit(operation, "yes and no") };
    }

    private static OvalVerdict OfFloat(string wanted, string there, Operation operation)
    {
        if (!double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var want)) return NoNumber(wanted);
        if (!double.TryParse(there, NumberStyles.Float, CultureInfo.InvariantCulture, out var has)) return NoNumber(there);
        return ByOrder(has.CompareTo(want), operation, "numbers");
    }

    private static OvalVerdict OfOrder(int? order, string wanted, string there, Operation operation) => order is { } known
        ? ByOrder(known, operation, "versions")
        : Error($"'{Shown(there)}' and '{Shown(wanted)}' are not both versions");

    private static OvalVerdict OfBinary(string wanted, string there, Operation operation) => operation switch
    {
        Operation.Equals => Is(wanted.Equals(there, StringComparison.OrdinalIgnoreCase)),
        Operation.NotEqual => Is(!wanted.Equals(there, StringComparison.OrdinalIgnoreCase)),
        _ => Unfit(operation, "bytes"),
    };

    private static OvalVerdict ByOrder(int order, Operation operation, string what) => operation switch
    {
        Operation.Equals => Is(order == 0),
        Operation.NotEqual => Is(order != 0),
        Operation.GreaterThan => Is(order > 0),
        Operation.LessThan => Is(order < 0),
        Operation.GreaterThanOrEqual => Is(order >= 0),
        Operation.LessThanOrEqual => Is(order <= 0),
        _ => Unfit(operation, what),
    };

    /// <summary>Where rpm prints no epoch, OVAL writes <c>(none)</c>.</summary>
    private static int? Evr(VersionScheme? scheme, string left, string right) =>
        scheme is not null && scheme.TryCompare(Epoch(left), Epoch(right), out var order) ? order : null;

    private static ReadOnlySpan<char> Epoch(string evr)
    {
        var plain = evr.AsSpan().Trim();
        return plain.StartsWith("(none):") ? plain["(none):".Length..] : plain;
    }

    private static bool TryParse(string text, out BigInteger number)
    {
        number = default;
        return text.Length <= MaxDigits && BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
    }

    private static bool? Boolean(string text) => text switch { "true" or "1" => true, "false" or "0" => false, _ => null };

    private static OvalVerdict Is(bool value) => new(value ? OvalResult.True : OvalResult.False);

    private static OvalVerdict NoNumber(string text) => Error($"'{Shown(text)}' is no number");

    private static OvalVerdict Unfit(Operation operation, string what) => Error($"the operation {operation} does not fit {what}");

    private static OvalVerdict Error(string reason) => new(OvalResult.Error, reason);

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
