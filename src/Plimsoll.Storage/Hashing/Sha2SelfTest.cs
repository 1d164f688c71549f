using System.Security.Cryptography;
using Plimsoll.Core;

namespace Plimsoll.Storage.Hashing;

/// <summary>Proves once a process that a saved and restored state of libcrypto gives the hash that .NET gives, before any digest rests on it.</summary>
internal static class Sha2SelfTest
{
    public static bool Passes()
    {
        var message = new byte[1000];
        for (var i = 0; i < message.Length; i++) message[i] = (byte)(i * 7);
        return Check(DigestAlgorithm.Sha256, message, SHA256.HashData(message)) && Check(DigestAlgorithm.Sha512, message, SHA512.HashData(message));
    }

    private static bool Check(DigestAlgorithm algorithm, byte[] message, byte[] expected)
    {
        // Stops inside a block, at a block's edge, and inside a later one.
        var context = Sha2Context.Start(algorithm);
        var from = 0;
        foreach (var to in new[] { 3, 128, 255, message.Length })
        {
            context.Append(message.AsSpan(from..to));
            if (Sha2Context.Load(algorithm, context.Save()) is not { } restored) return false;
            context = restored;
            from = to;
        }
        return context.Finish().AsSpan().SequenceEqual(expected);
    }
}
