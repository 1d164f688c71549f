namespace Plimsoll.Tests.Inspection.Secrets;

/// <summary>A file of the labelled set, filled.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Text">What is in it.</param>
/// <param name="Secrets">The lines of each secret in it, first and last.</param>
internal sealed record LabelledFile(string Path, string Text, IReadOnlyList<(int First, int Last)> Secrets)
{
    /// <summary>Reads the set and draws its values.</summary>
    public static IReadOnlyList<LabelledFile> Draw(int seed)
    {
        var template = new SecretTemplate(seed);
        var files = new List<LabelledFile>();
        foreach (var part in ("\n" + File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "Inspection", "Secrets", "labelled.cases"))).Split("\n@ ").Skip(1))
        {
            var (path, text) = part.Split('\n', 2) switch { var lines => (lines[0].Trim(), lines[1].Split("\n# ----")[0].TrimEnd('\n') + "\n") };
            var secrets = new List<(int, int)>();
            files.Add(new LabelledFile(path, template.Fill(text, (first, last) => secrets.Add((first, last))), secrets));
        }
        return files;
    }

    /// <summary>Whether a line has a secret.</summary>
    public bool HasSecretIn(int line) => Secrets.Any(secret => secret.First <= line && line <= secret.Last);
}
