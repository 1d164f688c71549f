using Plimsoll.Inspection;
using Plimsoll.Inspection.Sources;
using Plimsoll.Inspection.Trees;
using Plimsoll.Vulnerabilities.Oval;

namespace Plimsoll.Cli.Oval;

/// <summary>Evaluates OVAL on an image without running it.</summary>
internal static class ImageOval
{
    /// <summary>Files whose name stands in other files, and those in others again.</summary>
    private const int MaxRounds = 5;

    /// <summary>
    /// Evaluates. Which files are looked into shows only while it is done, so it is done again with their texts: that costs a pass over the layers that have them, and most documents need one.
    /// </summary>
    public static async Task<OvalEvaluation> RunAsync(
        OpenedImage image, IImageContent? content, string? directory, OvalDocument document, OvalVariables variables, OvalOptions options, CancellationToken cancellationToken)
    {
        var system = new ImageOvalSystem(image);
        var reader = new FileReader(image, content, directory, options.Time);
        for (var round = 1; ; round++)
        {
            var evaluation = OvalEvaluation.Run(document, system, variables, options, cancellationToken);
            var wanted = system.TakeWanted();
            if (wanted.Count == 0 || round > MaxRounds) return evaluation;
            system.Keep(await reader.ReadAsync(wanted, cancellationToken));
        }
    }
}
