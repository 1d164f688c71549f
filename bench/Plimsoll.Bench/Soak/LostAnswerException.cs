namespace Plimsoll.Bench.Soak;

/// <summary>A connection broke before the answer came.</summary>
internal sealed class LostAnswerException(string request, Exception cause) : Exception(request, cause);
