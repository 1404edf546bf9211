using System.Net;
using System.Text.RegularExpressions;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Document;

public sealed partial class PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_InDevelopment_IsServedWithAllThatItLoads()
    {
        await using var silo = await ApiSilo.StartAsync(("environment", "Development"));
        var browser = silo.Client(token: null);

        var page = await browser.GetStringAsync(new Uri("/docs/", UriKind.Relative), Cancel);
        var loaded = Loaded().Matches(page).Select(match => match.Groups["url"].Value).ToArray();

        Assert.True(page.Contains("openapi/v1.json", StringComparison.Ordinal) && loaded.Length > 0, page);
        foreach (var url in loaded)
        {
            Assert.DoesNotContain("//", url, StringComparison.Ordinal);
            using var asset = await browser.GetAsync(new Uri(new Uri(silo.Url, "/docs/"), url), Cancel);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
        }

        using var document = await browser.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, document.StatusCode);
    }

    [GeneratedRegex("""(src|href)="(?<url>[^"]+)"|from '(?<url>[^']+)'""")]
    private static partial Regex Loaded();
}
