using System.Globalization;

namespace Plimsoll.Vulnerabilities.Oval.Values;

/// <summary>Sums and products (oval-definitions-schema, ArithmeticFunctionType); with the differences and quotients of 5.12.</summary>
internal static class Arithmetic
{
    /// <summary>Works with numbers; null when one is none, or the result cannot be told.</summary>
    public static string? Apply(string operation, IReadOnlyList<string> operands)
    {
        if (operands.Count == 0) return null;
        var numbers = new decimal[operands.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!decimal.TryParse(operands[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }
        try
        {
            decimal? result = operation switch
            {
                "add" => numbers.Aggregate((sum, next) => sum + next),
                "multiply" => numbers.Aggregate((product, next) => product * next),
                "subtract" => numbers.Aggregate((rest, next) => rest - next),
                "divide" => numbers.Aggregate((quotient, next) => quotient / next),
                _ => null,
            };
            return result is not { } made ? null : made == decimal.Truncate(made) ? decimal.Truncate(made).ToString(CultureInfo.InvariantCulture) : made.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is OverflowException or DivideByZeroException)
        {
            return null;
        }
    }
}
