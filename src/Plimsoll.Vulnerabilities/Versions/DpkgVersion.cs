namespace Plimsoll.Vulnerabilities.Versions;

/// <summary>The three parts of a version of dpkg, <c>[epoch:]upstream[-revision]</c> (deb-version(7)), in the text that it was read from.</summary>
internal readonly ref struct DpkgVersion
{
    private DpkgVersion(int epoch, ReadOnlySpan<char> upstream, ReadOnlySpan<char> revision)
    {
        Epoch = epoch;
        Upstream = upstream;
        Revision = revision;
    }

    /// <summary>0 without one.</summary>
    public int Epoch { get; }

    public ReadOnlySpan<char> Upstream { get; }

    /// <summary>Empty without one, which is ordered as "0" is.</summary>
    public ReadOnlySpan<char> Revision { get; }

    /// <summary>Whether dpkg has no complaint.</summary>
    public bool IsClean => char.IsAsciiDigit(Upstream[0]) && HasOnly(Upstream, ".-+~:") && HasOnly(Revision, ".+~");

    /// <summary>Takes a text apart as dpkg does; false where dpkg ends with an error. What it only warns of, such as an underscore, can be ordered.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DpkgVersion version)
    {
        version = default;
        text = text.Trim(" \t");
        if (text.ContainsAnyExceptInRange('!', '~')) return false;
        var epoch = 0;
        if (text.IndexOf(':') is var colon and >= 0)
        {
            if (!TryReadEpoch(text[..colon], out epoch)) return false;
            text = text[(colon + 1)..];
        }
        var hyphen = text.LastIndexOf('-');
        var upstream = hyphen < 0 ? text : text[..hyphen];
        if (upstream.IsEmpty || hyphen == text.Length - 1) return false;
        version = new DpkgVersion(epoch, upstream, hyphen < 0 ? default : text[(hyphen + 1)..]);
        return true;
    }

    /// <summary>As strtol(3) reads it, from 0 to the largest int.</summary>
    private static bool TryReadEpoch(ReadOnlySpan<char> text, out int epoch)
    {
        epoch = 0;
        if (text is ['+' or '-', ..])
        {
            if (text[0] == '-' && !text[1..].Trim('0').IsEmpty) return false;
            text = text[1..];
        }
        if (!Digits.IsNumber(text)) return false;
        foreach (var digit in text)
        {
            var next = (epoch * 10L) + (digit - '0');
            if (next > int.MaxValue) return false;
            epoch = (int)next;
        }
        return true;
    }

    private static bool HasOnly(ReadOnlySpan<char> text, ReadOnlySpan<char> others)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !others.Contains(c)) return false;
        }
        return true;
    }
}
