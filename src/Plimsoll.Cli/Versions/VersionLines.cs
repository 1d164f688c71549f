using System.CommandLine;

namespace Plimsoll.Cli.Versions;

/// <summary>A line in, a line out, however many there are.</summary>
internal static class VersionLines
{
    /// <summary>The answer to what cannot be read.</summary>
    public const string Unknown = "?";

    private const int BufferSize = 64 * 1024;

    /// <summary>Answers every line of standard input.</summary>
    /// <returns><see cref="ExitCode.Operational"/> where an answer was <see cref="Unknown"/>.</returns>
    public static async Task<int> AnswerAsync(ParseResult parsed, Func<string, string> answer, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(Console.OpenStandardInput(BufferSize), bufferSize: BufferSize);
        var output = parsed.InvocationConfiguration.Output;
        var text = new System.Text.StringBuilder();
        var code = ExitCode.Ok;
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            var said = answer(line);
            if (said == Unknown) code = ExitCode.Operational;
            text.Append(said).Append('\n');
            if (text.Length < BufferSize) continue;
            await output.WriteAsync(text, cancellationToken);
            text.Clear();
        }
        await output.WriteAsync(text, cancellationToken);
        return code;
    }

    /// <summary>Prints one answer.</summary>
    public static async Task<int> PrintAsync(ParseResult parsed, string said, CancellationToken cancellationToken)
    {
        await parsed.InvocationConfiguration.Output.WriteLineAsync(said.AsMemory(), cancellationToken);
        return said == Unknown ? ExitCode.Operational : ExitCode.Ok;
    }
}
