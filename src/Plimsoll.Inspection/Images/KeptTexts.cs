namespace Plimsoll.Inspection.Images;

/// <summary>What a cataloguer keeps of a file that is visible.</summary>
/// <param name="Path">Path of the file, without leading slash.</param>
/// <param name="Layer">Index of the layer that brought it.</param>
/// <param name="Properties">Texts under names of the cataloguer's own.</param>
internal sealed record KeptTexts(string Path, int Layer, IReadOnlyDictionary<string, string> Properties);
