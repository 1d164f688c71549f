namespace Plimsoll.Trust;

/// <summary>What was read does not prove what it should. The message is the reason, for people; verifiers make a <see cref="Verdict"/> of it.</summary>
public sealed class RefusedException : Exception
{
    /// <summary>Makes the exception with the reason.</summary>
    public RefusedException(string message) : base(message) { }

    /// <summary>Makes the exception with the reason and what it speaks of.</summary>
    public RefusedException(string message, VerdictCause cause) : base(message) => Cause = cause;

    /// <summary>Makes the exception with the reason and what caused it.</summary>
    public RefusedException(string message, Exception inner) : base(message, inner) { }

    /// <summary>What the reason speaks of.</summary>
    public VerdictCause Cause { get; }
}
