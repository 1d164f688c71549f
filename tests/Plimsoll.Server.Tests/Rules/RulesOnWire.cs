using System.Text.Json;
using Plimsoll.Server.Tests.Auth;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Rules;

/// <summary>Short ways to make rules, holds and images through the interfaces that everybody has.</summary>
internal static class RulesOnWire
{
    public static async Task<long> AddRuleAsync(this Wire wire, object rule) =>
        (await AccountsOnServer.SendAsync(wire, "POST", "rules", rule)).Expect(201).Json.GetProperty("id").GetInt64();

    public static Task<Answer> RemoveRuleAsync(this Wire wire, long id) => wire.DeleteAsync($"/api/v1/rules/{id}");

    /// <summary>Pushes an image that no other test has under tags.</summary>
    public static async Task<Content> PushImageAsync(this RepositoryOnWire repository, params string[] tags)
    {
        var config = await repository.PushAsync(ImageBuilder.Config());
        var image = ImageBuilder.Image(config.Descriptor, []);
        (await repository.PutAsync(image, image.Digest)).Expect(201);
        foreach (var tag in tags) (await repository.PutAsync(image, tag)).Expect(201);
        return image;
    }

    public static async Task<string[]> TagsAsync(this RepositoryOnWire repository) =>
        [.. (await repository.Wire.GetAsync(repository.Path + "/tags/list")).Expect(200).Json.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)];

    public static async Task<JsonElement[]> ListAsync(this Wire wire, string path) => [.. (await wire.GetAsync("/api/v1/" + path)).Expect(200).Json.GetProperty("items").EnumerateArray()];

    public static string Message(this Answer answer) => answer.Json.GetProperty("errors")[0].GetProperty("message").GetString()!;
}
