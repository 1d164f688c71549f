namespace Plimsoll.Bench.Servers;

/// <summary>What a server is there for in a run.</summary>
internal enum Role
{
    /// <summary>The server that is being measured.</summary>
    Subject,

    /// <summary>The same program once more: the difference between the two is the run's noise.</summary>
    Twin,

    /// <summary>Another registry.</summary>
    Peer,

    /// <summary>A bare Kestrel endpoint: what the web server alone costs.</summary>
    Floor,

    /// <summary>nginx with sendfile: what a file costs.</summary>
    Files,

    /// <summary>nginx in front of the measured program, which hands the file back to it.</summary>
    Accelerated,

    /// <summary>The <c>openssl</c> program hashing a file.</summary>
    Hash,

    /// <summary>This program writing a file and making it durable.</summary>
    Disk,
}
