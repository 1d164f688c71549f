using System.Xml;

namespace Plimsoll.Inspection.Ecosystems.Java;

/// <summary>
/// The licences that a <c>pom.xml</c> names (Maven, POM reference, "Licenses"): <c>project/licenses/license/name</c>. Those that a parent names are somewhere else and stay unknown.
/// </summary>
internal static class PomLicences
{
    private const int MaxCharacters = 4 << 20;
    private const int MaxLicences = 20;
    private const int MaxLength = 1000;

    private static readonly string[] Way = ["project", "licenses", "license"];

    /// <summary>The names, separated by commas; null where there are none, or the file is damaged.</summary>
    public static string? Read(Stream content)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters, IgnoreComments = true };
        var (names, way) = (new List<string>(), new Stack<string>());
        var (name, url) = ("", "");
        try
        {
            using var reader = XmlReader.Create(content, settings);
            while (names.Count < MaxLicences && reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement && way.Count < 64) way.Push(reader.LocalName);
                else if (reader.NodeType == XmlNodeType.Text && IsIn(way, "name")) name = reader.Value.Trim();
                else if (reader.NodeType == XmlNodeType.Text && IsIn(way, "url")) url = reader.Value.Trim();
                else if (reader.NodeType == XmlNodeType.EndElement && way.Pop() == "license" && way.SequenceEqual(Way[..2].Reverse()))
                {
                    if ((name.Length > 0 ? name : url) is { Length: > 0 and <= MaxLength } licence) names.Add(licence.Replace(',', ' '));
                    (name, url) = ("", "");
                }
            }
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException)
        {
            return null;
        }
        return names.Count == 0 ? null : string.Join(", ", names);
    }

    private static bool IsIn(Stack<string> way, string element) => way.Count == 4 && way.Peek() == element && way.Skip(1).SequenceEqual(Way.Reverse());
}
