namespace Plimsoll.Inspection.Findings;

/// <summary>Lines of the history as people wrote them: Docker and BuildKit put words of their own around.</summary>
internal static class HistoryLine
{
    private const int Longest = 120;

    private static readonly string[] Instructions = ["ADD ", "COPY ", "ENV ", "ARG ", "LABEL ", "CMD ", "ENTRYPOINT ", "EXPOSE ", "VOLUME ", "USER ", "WORKDIR ", "HEALTHCHECK ", "STOPSIGNAL ", "ONBUILD ", "SHELL ", "MAINTAINER "];

    private static readonly string[] Shells = ["/bin/sh -c ", "/bin/bash -c ", "/bin/sh -ec ", "/bin/sh -exc ", "/bin/sh -o pipefail -c ", "/bin/bash -o pipefail -c ", "/bin/bash -euo pipefail -c "];

    /// <summary>Takes away <c>RUN</c>, <c>|2 A=1 B=2</c>, <c>/bin/sh -c</c>, <c>#(nop)</c> and <c># buildkit</c>.</summary>
    public static string Clean(string line)
    {
        var text = line.AsSpan().Trim();
        if (text.EndsWith("# buildkit")) text = text[..^"# buildkit".Length].TrimEnd();
        text = Without(text, "RUN ");
        if (text.StartsWith("|")) text = WithoutArguments(text);
        foreach (var shell in Shells) text = Without(text, shell);
        return Without(text, "#(nop) ").ToString();
    }

    /// <summary>Whether a line is an instruction that runs nothing.</summary>
    public static bool IsNoCommand(string cleaned) => Array.Exists(Instructions, instruction => cleaned.StartsWith(instruction, StringComparison.OrdinalIgnoreCase));

    /// <summary>A line for a sentence.</summary>
    public static string Shorten(string line)
    {
        var clean = Clean(line).ReplaceLineEndings(" ");
        return clean.Length <= Longest ? clean : clean[..Longest] + "…";
    }

    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> text, string start) => text.StartsWith(start) ? text[start.Length..].TrimStart() : text;

    /// <summary>A RUN with build arguments begins with their number and each as NAME=value.</summary>
    private static ReadOnlySpan<char> WithoutArguments(ReadOnlySpan<char> text)
    {
        var shell = text.IndexOf("/bin/");
        return shell > 0 ? text[shell..] : text;
    }
}
