namespace Plimsoll.Cli;

/// <summary>What the program ends with. Scripts depend on these numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something failed that is not the fault of the question: network, disk, server.</summary>
    public const int Operational = 1;

    /// <summary>The command line or a setting cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>A policy says no.</summary>
    public const int Denied = 3;

    /// <summary>There are warnings, and <c>--strict</c> was asked for.</summary>
    public const int Warnings = 4;

    /// <summary>The image has not been opened yet.</summary>
    public const int NotReady = 5;

    /// <summary>Content or a signature does not verify.</summary>
    public const int VerificationFailed = 6;

    /// <summary>There is no such thing.</summary>
    public const int NotFound = 7;
}
