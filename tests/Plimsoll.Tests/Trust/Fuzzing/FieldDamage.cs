using System.Text;
using System.Text.Json.Nodes;

namespace Plimsoll.Tests.Trust.Fuzzing;

/// <summary>Flips one bit in one field of a JSON document: of the bytes where the field is base64, of the text or the number elsewhere.</summary>
internal static class FieldDamage
{
    /// <summary>The damaged document and the path of the field.</summary>
    public static (byte[] Document, string Path) Flip(byte[] document, Random random)
    {
        var root = JsonNode.Parse(document)!;
        var leaves = Leaves(root).ToList();
        var leaf = leaves[random.Next(leaves.Count)];
        var path = leaf.GetPath();
        var damaged = Damaged(leaf, random);
        if (leaf.Parent is JsonObject parent) parent[leaf.GetPropertyName()] = damaged;
        else ((JsonArray)leaf.Parent!)[leaf.GetElementIndex()] = damaged;
        return (Encoding.UTF8.GetBytes(root.ToJsonString()), path);
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Leaves),
        JsonArray items => items.OfType<JsonNode>().SelectMany(Leaves),
        _ => [node],
    };

    private static JsonNode Damaged(JsonNode leaf, Random random)
    {
        if (leaf.GetValueKind() != System.Text.Json.JsonValueKind.String) return leaf.GetValueKind() == System.Text.Json.JsonValueKind.Number ? leaf.GetValue<long>() ^ (1L << random.Next(20)) : random.Next(1000);
        var text = leaf.GetValue<string>();
        var buffer = new byte[text.Length];
        if (text.Length > 20 && Convert.TryFromBase64String(text, buffer, out var length) && length > 0)
        {
            buffer[random.Next(length)] ^= (byte)(1 << random.Next(8));
            return Convert.ToBase64String(buffer, 0, length);
        }
        var characters = text.Length == 0 ? ['a'] : text.ToCharArray();
        characters[random.Next(characters.Length)] ^= (char)(1 << random.Next(7));
        return new string(characters);
    }
}
