using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Plimsoll.Server.Pages.Components;

namespace Plimsoll.Server.Pages;

/// <summary>A page as the answer to a request: a component rendered once, to text. There is no circuit, no state and no script of the framework.</summary>
/// <param name="model">What the page shows; the page and everything in it takes it as a cascading parameter.</param>
/// <param name="status">The HTTP status.</param>
internal sealed class PageResult<TPage, TModel>(TModel model, int status = StatusCodes.Status200OK) : IResult
    where TPage : IComponent
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var renderer = new HtmlRenderer(httpContext.RequestServices, httpContext.RequestServices.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(PageHost<,>.Context)] = PageContext.Of(httpContext),
            [nameof(PageHost<,>.Model)] = model,
        });
        // To text first: a page that fails half way must become an error page, not half a page.
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<PageHost<TPage, TModel>>(parameters)).ToHtmlString());
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(html, httpContext.RequestAborted);
    }
}
