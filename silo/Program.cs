using Actors.Hosting;
using Actors.Silo;
using Actors.Storage;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddActorsHttp("actors-silo");
builder.AddActorsSilo();

var application = builder.Build();
application.MapActors();
return await application.RunActorsAsync(exception => (exception as StorageSetupException)?.Message);
