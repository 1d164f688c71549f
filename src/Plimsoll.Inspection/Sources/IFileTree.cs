namespace Plimsoll.Inspection.Sources;

/// <summary>The files of a layout or an archive by their path, wherever they are.</summary>
internal interface IFileTree : IAsyncDisposable
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>Opens a file; null when there is none.</summary>
    Stream? Open(string path);

    /// <summary>Size of a file in bytes; null when there is none.</summary>
    long? SizeOf(string path);
}
