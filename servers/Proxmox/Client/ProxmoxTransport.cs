using System.Net;
using System.Net.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using HomelabMcp.Core;

namespace HomelabMcp.Proxmox;

/// <summary>One request on the wire and its answer: connection limit, time-out, encoding, and whether an effect is in doubt.</summary>
internal sealed class ProxmoxTransport : IDisposable
{
    private readonly Uri api;
    private readonly ProxmoxTrust trust;
    private readonly ProxmoxClientSettings settings;
    private readonly TimeProvider clock;
    private readonly HttpMessageInvoker http;
    private readonly SemaphoreSlim turns;
    private long calls;

    internal ProxmoxTransport(Uri url, TlsSettings tls, ProxmoxClientSettings settings, TimeProvider clock)
    {
        (Url, this.settings, this.clock) = (url, settings, clock);
        api = new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/api2/json");
        trust = new ProxmoxTrust(tls);
        turns = new SemaphoreSlim(settings.Connections);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = settings.ConnectTimeout,
            MaxConnectionsPerServer = settings.Connections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PlaintextStreamFilter = static (context, _) => ValueTask.FromResult<Stream>(new AnsweredStream(context.PlaintextStream)),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, errors) => trust.Accepts(certificate, errors),
            },
        });
    }

    internal Uri Url { get; }

    internal long Calls => Interlocked.Read(ref calls);

    internal async Task<ProxmoxResult> SendAsync(
        string method, string resource, IReadOnlyDictionary<string, object?>? parameters, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        await turns.WaitAsync(cancel);
        try
        {
            using var request = Request(method, resource, parameters, headers);
            using var limit = new CancellationTokenSource(method is "GET" ? settings.ReadTimeout : settings.WriteTimeout, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            Interlocked.Increment(ref calls);
            try
            {
                using var response = await http.SendAsync(request, both.Token);
                return Read(method, resource, response, await response.Content.ReadAsStringAsync(both.Token));
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw Lost(method, resource, $"did not answer within {(method is "GET" ? settings.ReadTimeout : settings.WriteTimeout).TotalSeconds:0} s", null);
            }
            catch (OperationCanceledException error) when (method is not "GET")
            {
                throw Lost(method, resource, "was not waited for to the end", error);
            }
            catch (HttpRequestException error)
            {
                throw Explain(method, resource, error);
            }
            catch (IOException error)
            {
                throw Lost(method, resource, "broke the connection before it answered", error);
            }
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        turns.Dispose();
    }

    private HttpRequestMessage Request(
        string method, string resource, IReadOnlyDictionary<string, object?>? parameters, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var pairs = ProxmoxParameters.Encode(parameters);
        var request = new HttpRequestMessage { Method = new HttpMethod(method), Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (method is "GET" or "DELETE")
        {
            // A body on either is refused with 501.
            var query = string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
            request.RequestUri = new Uri($"{api}{resource}{(query is "" ? "" : "?" + query)}");
        }
        else
        {
            // A form has a length, so it is never chunked (501); it also escapes '=' and ';', which would cut a value short.
            request.RequestUri = new Uri($"{api}{resource}");
            request.Content = new FormUrlEncodedContent(pairs);
        }

        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static ProxmoxResult Read(string method, string resource, HttpResponseMessage response, string body)
    {
        var result = new ProxmoxResult
        {
            Method = method,
            Resource = resource,
            StatusCode = (int)response.StatusCode,
            ReasonPhrase = response.ReasonPhrase ?? "",
            Message = body.Trim(),
        };
        if (Parse(response, body) is not JsonObject envelope) return result;
        return result with
        {
            Data = envelope["data"]?.DeepClone(),
            Total = (int?)envelope.Whole("total"),
            Message = envelope.Text("message")?.Trim() ?? "",
            Errors = (envelope["errors"] as JsonObject ?? []).ToDictionary(error => error.Key, error => ProxmoxJson.Text(error.Value)?.Trim() ?? "", StringComparer.Ordinal),
        };
    }

    private static JsonNode? Parse(HttpResponseMessage response, string body)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json") return null;
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // A Perl message under a JSON content type: kept as the message, since the status line says it failed.
            return null;
        }
    }

    private PlatformException Explain(string method, string resource, HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError when trust.Refused is { } seen => new PlatformException(
            PlatformFailure.Unreachable,
            $"The certificate of {Url.Authority} is not trusted. If {seen} is what 'pvenode cert info' shows on that node, write it as tls.fingerprint; otherwise name its authority as tls.ca.",
            error),
        HttpRequestError.SecureConnectionError => new PlatformException(
            PlatformFailure.Unreachable, $"{Url.Authority} does not speak TLS as asked: is the port right (8006), and the url https?", error),
        HttpRequestError.NameResolutionError => new PlatformException(
            PlatformFailure.Unreachable, $"The name {Url.Host} of the Proxmox target cannot be resolved.", error),
        HttpRequestError.ConnectionError => new PlatformException(
            PlatformFailure.Unreachable, $"Proxmox at {Url.Authority} cannot be reached: {error.InnerException?.Message ?? error.Message}.", error),
        _ => Lost(method, resource, "broke the connection before it answered", error),
    };

    private PlatformException Lost(string method, string resource, string how, Exception? error)
    {
        var failure = method is "GET" ? PlatformFailure.Unreachable : PlatformFailure.AnswerLost;
        var doubt = method is "GET" ? "" : " Whether it took effect is not known";
        var sentence = $"Proxmox at {Url.Authority} {how} ({method} {resource}).{doubt}".TrimEnd('.') + ".";
        return error is null ? new(failure, sentence) : new(failure, sentence, error);
    }
}
