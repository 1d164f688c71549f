using Plimsoll.Bench.Content;

namespace Plimsoll.Bench.Soak;

/// <summary>Content that several clients push; its bytes are made anew whenever they are needed.</summary>
internal sealed record Layer(int Seed, int Size, string Digest)
{
    public static Layer Make(int seed, int size) => new(seed, size, BlobFactory.DigestOf(BytesOf(seed, size)));

    public byte[] Bytes() => BytesOf(Seed, Size);

    private static byte[] BytesOf(int seed, int size)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
