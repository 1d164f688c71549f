namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>The bytes do not begin like a tar.</summary>
internal sealed class NotATarException() : Exception("the content is not a tar");
