using System.Globalization;
using System.Text;

namespace Plimsoll.Core;

/// <summary>Percent-encoding by ECMA-427 ("Character encoding"): letters, digits, <c>.-_~</c> and the colon stay, all else becomes <c>%XX</c> of its UTF-8 bytes.</summary>
internal static class PercentEncoding
{
    public static StringBuilder Append(StringBuilder text, string component)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(component))
        {
            var c = (char)octet;
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '~' or ':') text.Append(c);
            else text.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }
        return text;
    }

    /// <exception cref="FormatException">A percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8.</exception>
    public static string Decode(string component)
    {
        if (!component.Contains('%')) return component;
        var bytes = new List<byte>(component.Length);
        for (var i = 0; i < component.Length; i++)
        {
            if (component[i] != '%')
            {
                var run = component.AsSpan(i);
                run = run.IndexOf('%') is var next and >= 0 ? run[..next] : run;
                bytes.AddRange(Encoding.UTF8.GetBytes(run.ToString()));
                i += run.Length - 1;
                continue;
            }
            if (i + 2 >= component.Length || !byte.TryParse(component.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                throw new FormatException("a percent sign is not followed by two hexadecimal digits");
            bytes.Add(octet);
            i += 2;
        }
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("percent-encoded bytes are not UTF-8", e);
        }
    }
}
