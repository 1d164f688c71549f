namespace Plimsoll.Vulnerabilities.Oval;

/// <summary>
/// The system that definitions are about, as far as it can be known without running it. Paths are absolute, their parts are divided by <c>/</c>, and links in directories are
/// followed as the kernel does inside the root.
/// </summary>
public interface IOvalSystem
{
    /// <summary>The packages of dpkg that are installed; null when the system has no such database.</summary>
    IReadOnlyList<OvalPackage>? Dpkg { get; }

    /// <summary>The packages of rpm that are installed; null when the system has no such database.</summary>
    IReadOnlyList<OvalPackage>? Rpm { get; }

    /// <summary>The environment that programs start with; null when nothing tells.</summary>
    IReadOnlyDictionary<string, string>? Environment { get; }

    /// <summary>The machine as <c>uname -m</c> names it, such as <c>x86_64</c>; null when nothing tells.</summary>
    string? Machine { get; }

    /// <summary>What of the system could not be read, in one sentence: what was found is there, what was not may be there too. Null when nothing is missing.</summary>
    string? Gap { get; }

    /// <summary>Why nothing that was found is certain, in one sentence: a layer that could not be read may change or hide it. Null when there is no such thing.</summary>
    string? Doubt { get; }

    /// <summary>What stands at a path, a link at its end not followed; null when nothing does.</summary>
    OvalFile? Find(string path);

    /// <summary>What stands at a path, a link at its end followed, under the path where it really is; null when nothing does.</summary>
    OvalFile? Follow(string path);

    /// <summary>What is in a directory, in order of the name; empty where it is none.</summary>
    IEnumerable<OvalFile> List(string directory);

    /// <summary>The text of a regular file, links followed.</summary>
    OvalText Read(string path);
}
