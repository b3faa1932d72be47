const list = (text: string): readonly string[] => text.trim().split(/\s+/)

/** What software is about; two of them name a system, and each is found by full text. */
export const nouns = list(`
  account actor address advance agenda alarm allergy archive arrival asset attendance auction audit author award badge
  balance banner barcode basket beacon bill booking box branch bridge brief budget bundle cable calendar camera campaign
  capacity card cargo cashier cast catering ceiling certificate channel charge checklist claim cleaning clock coach code
  colour comment complaint concert contract copy counter coupon courier cover credit crew cue curtain deal delivery
  demand deposit desk device diary digest discount dispatch display donor door draft drawer drill duty engine enquiry
  entry equipment estimate evening event excursion exhibit expense export fabric fee festival field figure filter finance
  fitting fleet floor folder forecast form frame freight gallery garment gate gift grant greeting guide guest hall handbook
  harbour header heating history holiday hotel house image impact incident index inquiry insight inspection instrument
  insurance interval inventory invoice item journal journey key kiosk kitchen label lamp language laundry layout leaflet
  ledger lesson letter library licence lift limit listing loan lobby locker log lorry lottery loyalty mail margin market
  meal media meeting member menu merchant message meter minute mobile model moment music network night notice offer order
  orchestra outlet parcel park partner passage passenger password patron payment payout permit person photo picture pitch
  place plan platform policy portal poster preview price print prize profile program project promise proof prospect
  purchase quota quote radio rating receipt record refund region rehearsal reminder rental repair report request rest
  return review reward role roof room rota route salary sale sample schedule score screen script season seat sector sensor
  service session settlement shelf shift shipment shop signal site slot sound space speaker sponsor stage stamp stock
  store story studio subscription supplier surface survey switch tariff task tax team template tenant ticket timetable
  token tool tour track trade trailer training transfer transport trial trip turnout usage user vehicle vendor venue video
  visit voice voucher wage waiver warehouse water weather week window wing work zone`)

/** What systems do. */
export const verbs = list(`
  Accepts Adds Answers Archives Builds Checks Collects Compares Counts Delivers Draws Explains Finds Keeps Lists Matches
  Measures Merges Moves Plans Prints Reads Reports Sends Sorts Stores Tells Watches Weighs Writes`)

/** What they do it to. */
export const things = list('changes entries events facts files lines messages numbers orders records requests rows')

/** For whom. */
export const audiences = list('area company crew desk department guests office platform product public team')

/** Tags, one word each. */
export const tags = list(`
  angular ansible batch c++ dotnet elixir external gdpr go golang graphql grpc haskell internal java kafka kotlin kubernetes
  lambda legacy ml mongodb mqtt mysql node nodejs pci php postgres prometheus public python rabbitmq react redis rest ruby
  rust s3 scala spark sqlite stream swift terraform tier-1 tier-2 tier-3 typescript vue`)

/** First names of generated people. */
export const firstNames = list(`
  Ada Aino Akira Alba Amadou Amina Anouk Arne Astrid Ayla Beatriz Bjorn Bruno Carmen Cleo Cyrus Dalia Dario Deniz Dora
  Eero Eliza Emil Enzo Esra Fabio Farid Fiona Freya Gita Goran Greta Hedda Hiro Idris Ilse Imani Ingrid Isak Ivo Jasper
  Joanna Jorge Kadir Kaisa Katya Keiran Laila Lasse Leila Levi Lorenzo Lotte Magda Malik Marek Mila Mona Nadja Nico Noa
  Odin Oona Orla Paolo Petra Quinn Rafael Rania Remy Rhea Rune Salma Samir Selma Silas Sunniva Tariq Tessa Tilda Umar Vera
  Viktor Wanda Xenia Yann Yusuf Zara Zeno`)

/** Family names of generated people. */
export const lastNames = list(`
  Aalto Abebe Adler Alvarez Anand Arslan Baker Banerjee Barros Becker Bello Blanc Bosch Brandt Byrne Cabral Carlsen Castro
  Cerny Cohen Conti Cruz Dalton Demir Diallo Duarte Duval Egger Ekstrom Esposito Faber Farkas Ferrari Flores Fontana Foster
  Fujita Gallo Gomez Grant Haas Hassan Heller Hill Holm Horvat Hughes Iqbal Ivers Jahn James Janssen Jimenez Joshi Kallio
  Katz Keller Khan Kim Kovacs Kruger Lang Laurent Leclerc Lemke Lind Lopes Madsen Mancini Marin Mbeki Mendes Moen Moreno
  Nasser Neri Nilsen Nowak Ochoa Okoye Olsson Ortiz Palmer Park Pinto Quist Rahman Ramos Reyes Ricci Roche Romero Rossi
  Sahin Salo Santos Sauer Shah Silva Sorensen Stein Suarez Tanaka Toth Tran Urban Valdez Varga Vogel Wagner Winter Wood
  Yamada Young Zeman Ziegler`)
