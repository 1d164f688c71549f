using System.Buffers;

namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>Sets of characters that several schemes look for.</summary>
internal static class Characters
{
    /// <summary>Spaces, as regular expressions know them.</summary>
    public static readonly SearchValues<char> Spaces = SearchValues.Create(" \t\r\n\v\f");

    /// <summary>Spaces and the comma.</summary>
    public static readonly SearchValues<char> SpacesAndComma = SearchValues.Create(", \t\r\n\v\f");

    /// <summary>What ends a word: separators and digits.</summary>
    public static readonly SearchValues<char> EndsOfWords = SearchValues.Create(".-0123456789");

    /// <summary>Digits and the dot.</summary>
    public static readonly SearchValues<char> DottedNumbers = SearchValues.Create(".0123456789");

    /// <summary>Digits and the separators of dates and times.</summary>
    public static readonly SearchValues<char> Dates = SearchValues.Create("0123456789.:-");

    /// <summary>Lower-case hexadecimal digits.</summary>
    public static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
}
