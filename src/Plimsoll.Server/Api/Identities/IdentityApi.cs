namespace Plimsoll.Server.Api.Identities;

/// <summary>Everything about accounts under <c>/api/v1</c>.</summary>
internal static class IdentityApi
{
    public static void MapIdentities(this IEndpointRouteBuilder api)
    {
        api.MapMe();
        api.MapUsers();
        api.MapGroups();
        api.MapRobots();
        api.MapTokens();
        api.MapGrants();
    }
}
