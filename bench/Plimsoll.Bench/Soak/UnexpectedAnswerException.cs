namespace Plimsoll.Bench.Soak;

/// <summary>The server answered what it should not; it was counted where it happened, and the client begins something else.</summary>
internal sealed class UnexpectedAnswerException : Exception;
