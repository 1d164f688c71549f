using System.Net.Http.Headers;
using System.Text;

namespace Plimsoll.Bench.Soak;

/// <summary>One answer, read to its end.</summary>
internal sealed record Answer(int Status, HttpResponseHeaders Headers, byte[] Body)
{
    private const int ShownOfBody = 400;

    public string? Location => Headers.Location?.OriginalString;

    /// <summary>Where an upload stands: how many bytes the server says that it has.</summary>
    public int Received => Headers.TryGetValues("Range", out var values) && values.First() is var range and not "0-0" ? int.Parse(range[(range.IndexOf('-', StringComparison.Ordinal) + 1)..]) + 1 : 0;

    public bool Says(string code) => Encoding.UTF8.GetString(Body).Contains($"\"code\":\"{code}\"", StringComparison.Ordinal);

    public override string ToString() => $"{Status} {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, ShownOfBody)))}";
}
